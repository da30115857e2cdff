/**
 * Seeing: asks the engine what pictures and words are to the model chosen, and keeps it. While another model's garments are
 * looked at, the index of the one before answers; where the model chosen cannot be used, the built-in one does.
 */

import type { CatalogGarment } from '../../contract/catalog/garment.ts';
import { StudioError, type StudioErrorData } from '../../contract/errors.ts';
import type { AttributeGroup, DescribeInput, DescribeResult } from '../../contract/knowledge.ts';
import type { ProviderName } from '../../contract/options.ts';
import type { FindGarmentsInput, FindGarmentsResult } from '../../contract/regions.ts';
import type { Library } from '../../library/library.ts';
import { Likeness } from '../../library/likeness.ts';
import type { IndexedModel, LikenessIndex } from '../../library/likeness-index.ts';
import type { RequestOptions } from '../lane.ts';

/** Name of the built-in models in the index. */
const OURS = '';

export interface SeeingOptions {
  library: Library;
  describe(input: DescribeInput, options?: RequestOptions): Promise<DescribeResult>;
  findGarments(input: FindGarmentsInput, options?: RequestOptions): Promise<FindGarmentsResult>;
  provider(): ProviderName;
  /** Name of the user's model that is chosen; undefined for the built-in ones. */
  model(): string | undefined;
  /** True where it is asked for by name: it answers alone, and that it cannot is an error. */
  strict?: boolean;
}

export interface Answer extends DescribeResult {
  /** Name of the model that answered, '' for the built-in ones. */
  name: string;
}

export const isMissing = (error: unknown): error is StudioError =>
  error instanceof StudioError && ['model-missing', 'model-corrupt', 'model-invalid'].includes(error.code);

/** What a garment was seen in: its picture and the cut-out of it, and what it was said to be. */
export const sourceOf = ({ hash, cutOutHash, category }: CatalogGarment): string =>
  [hash, cutOutHash ?? '', category ?? ''].join(' ');

export class Seeing {
  readonly #options: SeeingOptions;
  readonly #likeness: Likeness;
  /** The models that answered last, by their names. */
  readonly #keys = new Map<string, string>();
  #trouble: { name: string; error: StudioErrorData } | undefined;
  groups: AttributeGroup[] = [];

  constructor(options: SeeingOptions) {
    this.#options = options;
    this.#likeness = new Likeness(options.library.folder, options.library.readOnly);
  }

  get chosen(): string | undefined {
    return this.#options.model();
  }

  /** What kept the model chosen from being used when it was last asked. */
  get trouble(): StudioErrorData | undefined {
    return this.#trouble && this.#trouble.name === this.chosen ? this.#trouble.error : undefined;
  }

  /** Asks the model chosen, or that of `name`; the built-in one where that cannot be used. @throws StudioError as the engine does */
  ask(input: DescribeInput, options?: RequestOptions, name = this.chosen ?? OURS): Promise<Answer> {
    return this.#byOne(name, (one) => this.#askOne(input, one, options));
  }

  /** Garments of a picture, seen likewise. @throws StudioError as the engine does */
  garmentsOf(
    picture: string,
    options?: RequestOptions,
    name = this.chosen ?? OURS,
  ): Promise<FindGarmentsResult> {
    return this.#byOne(name, async (one) => {
      const result = await this.#options.findGarments({ picture, models: this.#models(one) }, options);
      this.groups = result.groups;
      this.#keys.set(one, result.model);
      return result;
    });
  }

  async #byOne<T>(name: string, asked: (name: string) => Promise<T>): Promise<T> {
    try {
      const answer = await asked(name);
      if (this.#trouble?.name === name) this.#trouble = undefined;
      return answer;
    } catch (error) {
      if (name === OURS || this.#options.strict || !isMissing(error)) throw error;
      this.#trouble = { name, error: error.toJSON() };
      return asked(OURS);
    }
  }

  #models(name: string): DescribeInput['models'] {
    return { provider: this.#options.provider(), ...(name === OURS ? {} : { knowledge: name }) };
  }

  async #askOne(input: DescribeInput, name: string, options?: RequestOptions): Promise<Answer> {
    const result = await this.#options.describe({ ...input, models: this.#models(name) }, options);
    this.groups = result.groups;
    this.#keys.set(name, result.model);
    return { ...result, name };
  }

  /**
   * Has the model chosen compute what it needs once before it looks at pictures, by parts, between which others take their
   * turn. What cannot be kept from part to part is left to the first look.
   */
  async prepare(options: RequestOptions, onShare: (share: number) => void): Promise<void> {
    for (let before = -1, share = 0; share > before && share < 1; onShare(share)) {
      before = share;
      share = (await this.ask({ prepare: true }, options)).prepared ?? 1;
    }
  }

  /** Looks at a garment's picture and keeps what is seen. @throws StudioError as the engine does */
  async look(garment: CatalogGarment, options?: RequestOptions): Promise<void> {
    const { assets } = this.#options.library;
    const { hash, cutOutHash, category, landmarks } = garment;
    const { pictures, name, model } = await this.ask(
      {
        pictures: [
          {
            file: assets.file(hash),
            landmarks,
            ...(cutOutHash ? { cutOut: assets.file(cutOutHash) } : {}),
            ...(category ? { category } : {}),
          },
        ],
      },
      options,
    );
    const [{ attributes, embedding }] = pictures;
    this.#likeness
      .writable(name, model, embedding.length)
      ?.put(garment.id, { source: sourceOf(garment), seen: attributes }, embedding);
  }

  /** Garments whose picture was not looked at yet, as it is, with the model chosen; and that model. */
  async unseen(): Promise<{ garments: CatalogGarment[]; key: string }> {
    const { model } = await this.ask({}, { priority: 'background' });
    const { garments } = this.#options.library;
    const all = garments.searchIds({}).map((id) => garments.get(id));
    this.#likeness.keepOnly(new Set(garments.searchIds({ trash: true }).concat(all.map(({ id }) => id))));
    const known = this.index(model)?.sources() ?? new Map<string, string>();
    return { garments: all.filter((garment) => known.get(garment.id) !== sourceOf(garment)), key: model };
  }

  /** True where garments were looked at with the model chosen, but in a version that it no longer is, and with none since. */
  outdated(): boolean {
    const name = this.chosen ?? OURS;
    const key = this.#keys.get(name);
    if (key === undefined || this.trouble) return false;
    const models = this.#likeness.models();
    return models.some((model) => model.name === name) && !models.some((model) => model.key === key);
  }

  /** Every garment there was has been looked at with the model of this key. */
  complete(key: string): void {
    this.#likeness.complete(key);
  }

  index(key: string): LikenessIndex | undefined {
    return this.#likeness.index(key);
  }

  /** Index of the model chosen. */
  own(): LikenessIndex | undefined {
    const model = this.#own(this.#likeness.models());
    return model && this.index(model.key);
  }

  #own(models: readonly IndexedModel[]): IndexedModel | undefined {
    const name = this.trouble ? OURS : (this.chosen ?? OURS);
    const key = this.#keys.get(name);
    return models.find((model) => (key ? model.key === key : model.name === name));
  }

  /**
   * The index that answers: that of the model chosen, or, until that has seen every garment, of the one that knows the most.
   */
  serving(): LikenessIndex | undefined {
    const models = this.#likeness.models();
    const own = this.#own(models);
    if (own?.complete || this.#options.strict) return own && this.index(own.key);
    const known = models
      .filter(({ name, key }) => key === own?.key || (this.#keys.get(name) ?? key) === key)
      .flatMap(({ key }) => this.index(key) ?? []);
    return known.reduce<LikenessIndex | undefined>(
      (best, one) =>
        !best || one.size > best.size || (one.size === best.size && one.model.key === own?.key) ? one : best,
      undefined,
    );
  }

  /**
   * Indexes to read a garment from: the one that answers, then that of the model chosen, which alone knows what came in since
   * that looks.
   */
  readable(): LikenessIndex[] {
    const [serving, own] = [this.serving(), this.own()];
    return [serving, own].filter(
      (index, k): index is LikenessIndex =>
        index !== undefined && (k === 0 || index.model.key !== serving?.model.key),
    );
  }

  close(): void {
    this.#likeness.close();
  }
}
