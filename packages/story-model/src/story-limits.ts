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
} as const;
