/** Entry in a browser: the app over HTTP to the host that sent this page. */

import { mount } from './app/mount.tsx';
import { createHttpClient } from './client/http.ts';

const root = document.getElementById('root');
if (root) mount(root, createHttpClient());
