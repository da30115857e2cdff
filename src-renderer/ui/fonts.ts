/** Typefaces, shipped with the app: latin from Inter, Chinese from Noto Sans SC. */

import '@fontsource-variable/inter/wght.css';
import '@fontsource-variable/noto-sans-sc/wght.css';
