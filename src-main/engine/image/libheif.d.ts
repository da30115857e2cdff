/** Types of the part of libheif-js that is used here; the package ships none for this entry. */

declare module 'libheif-js/wasm-bundle.js' {
  /** An opaque pointer or enumeration value. */
  export type Opaque = { readonly opaque: unique symbol };
  export interface HeifError {
    code: Opaque;
    message: string;
  }
  export interface HeifImage {
    image: Opaque;
    channels: { id: Opaque; width: number; height: number; stride: number; data: Uint8Array }[];
  }
  const libheif: {
    ready?: Promise<unknown>;
    heif_error_code: { heif_error_Ok: Opaque };
    heif_colorspace: { heif_colorspace_RGB: Opaque };
    heif_chroma: { heif_chroma_interleaved_RGB: Opaque; heif_chroma_interleaved_RGBA: Opaque };
    heif_context_alloc(): Opaque;
    heif_context_free(context: Opaque): void;
    heif_context_read_from_memory(context: Opaque, bytes: Uint8Array): HeifError;
    heif_js_context_get_list_of_top_level_image_IDs(context: Opaque): number[] | HeifError;
    heif_js_context_get_primary_image_handle(context: Opaque): Opaque | HeifError;
    heif_image_handle_get_width(handle: Opaque): number;
    heif_image_handle_get_height(handle: Opaque): number;
    heif_image_handle_has_alpha_channel(handle: Opaque): number;
    heif_image_handle_release(handle: Opaque): void;
    heif_js_decode_image2(handle: Opaque, space: Opaque, chroma: Opaque): Promise<HeifImage | HeifError>;
    heif_image_release(image: Opaque): void;
  };
  export default libheif;
}
