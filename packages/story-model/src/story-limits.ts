/** The largest story that Taleport takes; whatever fits can be exported, and imported again. */
export const storyLimits = {
  languages: 200,
  tiles: 10_000,
  answersPerTile: 50,
  topics: 100,
  creditsPerLanguage: 200,
  shortTextLength: 1_000,
  longTextLength: 100_000,
  documentBytes: 32 * 1024 * 1024,
  /**
   * Values of JSON, in what is sent of a story and in a package of it. A document of the largest size has no more: the least
   * that adds one is an option, which has 6 in 40 bytes, and what a package says of the media that a document names in 72
   * bytes has 11.
   */
  jsonValues: Math.floor((32 * 1024 * 1024) / 6),
} as const;
