/** The places of a story document where media stands; documents of any stage of their life have them. */
interface MediaPlaces {
  readonly cover?: PicturePlace;
  readonly titleNarration?: FilesPerLanguage;
  readonly tiles?: readonly TilePlaces[] | undefined;
}

interface TilePlaces {
  readonly picture?: PicturePlace;
  readonly narration?: FilesPerLanguage;
  readonly video?: FilesPerLanguage;
}

type PicturePlace = { readonly media: string } | null | undefined;
type FilesPerLanguage = Readonly<Record<string, string>> | undefined;
type Rename = (reference: string) => string;

/**
 * The document with every reference to media replaced by what `rename` makes of it, and nothing else changed. The
 * references need not be hashes: a story on its way in names files, which become hashes once they are uploaded.
 */
export function mapMedia<Story extends MediaPlaces>(story: Story, rename: Rename): Story {
  const { cover, titleNarration, tiles } = story;
  return {
    ...story,
    ...(cover && { cover: { ...cover, media: rename(cover.media) } }),
    ...(titleNarration && { titleNarration: mapValues(titleNarration, rename) }),
    ...(tiles && { tiles: tiles.map((tile) => mapTileMedia(tile, rename)) }),
  };
}

function mapTileMedia<Tile extends TilePlaces>(tile: Tile, rename: Rename): Tile {
  const { picture, narration, video } = tile;
  return {
    ...tile,
    ...(picture && { picture: { ...picture, media: rename(picture.media) } }),
    ...(narration && { narration: mapValues(narration, rename) }),
    ...(video && { video: mapValues(video, rename) }),
  };
}

function mapValues(values: Readonly<Record<string, string>>, rename: Rename) {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, rename(value)]));
}
