/** `toile recommend`: pieces that complete what is worn, with their reasons in the language asked for. */

import { StudioError } from '../../../contract/errors.ts';
import { told } from '../../../contract/told.ts';
import { allClients, ask, garmentNamed } from '../../../services/app/ask.ts';
import { named } from '../../../services/by-name.ts';
import { EXIT } from '../exit-codes.ts';
import { print, printJson, say, table } from '../output.ts';
import { withStudio } from '../studio-session.ts';
import { type Language, translator } from '../translations.ts';

export interface RecommendFlags {
  client?: string;
  limit: number;
  language: Language;
  dataDir?: string;
  json?: boolean;
}

/** @throws StudioError invalid-input, not-in-library */
export async function recommend(names: readonly string[], flags: RecommendFlags): Promise<number> {
  if (names.length === 0 && flags.client === undefined)
    throw new StudioError('invalid-input', 'Give a garment that is worn, or a client with --client.');
  return withStudio(flags.dataDir, false, async (studio) => {
    const garmentIds: string[] = [];
    for (const name of names) garmentIds.push((await garmentNamed(studio, name)).id);
    const client =
      flags.client === undefined ? undefined : named(await allClients(studio), flags.client, 'client');
    const pieces = await ask(studio, 'knowledge.outfit', {
      garmentIds,
      limit: flags.limit,
      ...(client ? { clientId: client.id } : {}),
    });
    const t = translator(flags.language);
    const reasons = (piece: (typeof pieces)[number]): string[] => piece.reasons.map((one) => told(t, one));
    if (flags.json) printJson({ pieces: pieces.map((piece) => ({ ...piece, inWords: reasons(piece) })) });
    else if (pieces.length > 0)
      print(
        table(
          pieces.map((piece) => [
            piece.garment.id.slice(0, 8),
            piece.garment.name || piece.garment.fileName,
            piece.garment.category ? t(`library:category.${piece.garment.category}`, {}) : '',
            `${Math.round(100 * piece.score)} %`,
            reasons(piece).join(flags.language === 'en' ? '; ' : '；'),
          ]),
        ),
      );
    else if (process.stderr.isTTY) say('Nothing in the library completes this.');
    return EXIT.ok;
  });
}
