/** Colours, fonts and what every part shares. The host page overrides the custom properties that the README lists. */
const look = `
:host {
  --paper: var(--story-reader-paper, light-dark(#fdf7ec, #191624));
  --card: var(--story-reader-card, light-dark(#fffdf9, #242032));
  --ink: var(--story-reader-ink, light-dark(#2c2136, #f5ecdf));
  --soft: var(--story-reader-ink-soft, light-dark(#655a70, #beb3c6));
  --line: var(--story-reader-line, light-dark(#e2d5c0, #3d3650));
  --edge: var(--story-reader-edge, light-dark(#8c7f92, #8d839b));
  --accent: var(--story-reader-accent, light-dark(#b5391c, #ffa07a));
  --on-accent: var(--story-reader-on-accent, light-dark(#fff, #3b0f02));
  --accent-soft: var(--story-reader-accent-soft, light-dark(#fde3d8, #4a2a22));
  --good: var(--story-reader-good, light-dark(#1f6b45, #8fd9ab));
  --good-soft: var(--story-reader-good-soft, light-dark(#dcf1e2, #1d3d2c));
  --font: var(--story-reader-font, Georgia, 'Noto Serif', 'Times New Roman', serif);
  --font-ui: var(--story-reader-font-ui, system-ui, 'Noto Sans', sans-serif);
  color-scheme: light dark;
  display: block;
  container: story-reader / inline-size;
  background: var(--paper);
  color: var(--ink);
  font: 400 1rem / 1.5 var(--font-ui);
  overflow: hidden;
  -webkit-text-size-adjust: 100%;
}
:host(:fullscreen) { block-size: 100%; inline-size: 100%; border-radius: 0; }
*, ::before, ::after { box-sizing: border-box; }
h1, h2, h3, p, ul, figure { margin: 0; padding: 0; }
.reader { display: flex; flex-direction: column; block-size: 100%; min-block-size: inherit; }
.stage { flex: 1 1 auto; min-block-size: 0; display: grid; overflow: auto; outline: none; touch-action: pan-y pinch-zoom; overscroll-behavior-inline: contain; }
.sheet { inline-size: 100%; max-inline-size: 44rem; margin: auto; padding: .75rem 1rem 1.25rem; display: grid; gap: 1.1rem; align-items: center; }
.only-words { max-inline-size: 40rem; }
.hidden { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.icon { inline-size: 1.4em; block-size: 1.4em; flex: none; fill: none; stroke: currentColor; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; }
[dir=rtl] .turns { transform: scaleX(-1); }
`;

const controls = `
button, select { font: inherit; color: inherit; }
button { display: inline-flex; align-items: center; justify-content: center; gap: .5rem; min-block-size: 2.75rem; min-inline-size: 2.75rem; padding: .4rem 1rem; border: 2px solid transparent; border-radius: 999px; background: transparent; cursor: pointer; -webkit-tap-highlight-color: transparent; }
:is(button, select, video):focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
button:disabled { visibility: hidden; }
button.main { background: var(--accent); color: var(--on-accent); font-weight: 600; }
button.quiet { color: var(--soft); }
button.quiet:hover { background: var(--accent-soft); color: var(--ink); }
button.round { padding: .4rem; }
button.big { padding: .7rem 1.5rem; border-color: var(--accent); font-size: 1.1rem; font-weight: 600; color: var(--accent); }
button.big.main { color: var(--on-accent); }
button.toggle[aria-pressed=true] { background: var(--accent-soft); color: var(--accent); border-color: currentColor; }
.bar { flex: none; display: flex; align-items: center; gap: .25rem; padding: .35rem .6rem; }
.bar.top { justify-content: flex-end; }
.bar.bottom { position: sticky; inset-block-end: 0; display: grid; grid-template-columns: minmax(0, 1fr) auto minmax(0, 1fr); padding-block-end: max(.5rem, env(safe-area-inset-bottom)); background: var(--paper); border-block-start: 1px solid var(--line); }
.bottom .back { justify-self: start; }
.bottom .next { justify-self: end; }
.middle { display: flex; align-items: center; gap: .75rem; }
.listen { color: var(--accent); }
.progress { display: grid; justify-items: center; gap: .25rem; font-size: .875rem; color: var(--soft); white-space: nowrap; }
progress { appearance: none; inline-size: 5.5rem; block-size: .375rem; border: 0; border-radius: 99px; background: var(--line); overflow: hidden; }
progress::-webkit-progress-bar { background: var(--line); }
progress::-webkit-progress-value { background: var(--accent); }
progress::-moz-progress-bar { background: var(--accent); }
.title { flex: 1 1 0; min-inline-size: 0; overflow: hidden; white-space: nowrap; text-overflow: ellipsis; font-family: var(--font); color: var(--soft); }
.languages { position: relative; display: flex; align-items: center; color: var(--soft); }
.languages .icon { position: absolute; inset-inline-start: .6rem; pointer-events: none; }
select { appearance: none; min-block-size: 2.75rem; max-inline-size: 11rem; padding-block: .4rem; padding-inline: 2.4rem .8rem; border: 0; border-radius: 999px; background: transparent; text-overflow: ellipsis; cursor: pointer; }
select:hover { background: var(--accent-soft); color: var(--ink); }
option { background: var(--card); color: var(--ink); }
`;

const pages = `
.picture { display: grid; justify-items: center; gap: .5rem; }
.picture img, video { display: block; max-inline-size: 100%; max-block-size: min(62vh, 40rem); inline-size: auto; block-size: auto; border-radius: 1rem; box-shadow: 0 2px 6px rgb(44 33 54 / .12), 0 16px 40px rgb(44 33 54 / .16); }
.picture img { user-select: none; -webkit-user-drag: none; }
video { inline-size: 100%; background: #000; }
figcaption { color: var(--soft); font-size: .95rem; text-align: center; text-wrap: balance; }
.absent { display: grid; place-content: center; place-items: center; gap: .75rem; inline-size: 100%; aspect-ratio: 4 / 3; max-block-size: 60vh; padding: 1.5rem; border-radius: 1rem; background: var(--card); border: 2px dashed var(--line); color: var(--soft); font-family: var(--font); text-align: center; text-wrap: balance; }
.absent .icon { inline-size: 2.5rem; block-size: 2.5rem; stroke-width: 1.5; }
.words { display: grid; grid-template-columns: minmax(0, 1fr); gap: 1.1rem; min-inline-size: 0; overflow-wrap: break-word; }
.text, .summary { display: grid; gap: .8em; font-family: var(--font); white-space: pre-line; }
:is(.text, .summary, .quiz, .credits):empty { display: none; }
.text { font-size: clamp(1.2rem, 1rem + 1.1cqi, 1.75rem); line-height: 1.55; text-wrap: pretty; }
.summary { font-size: 1.1rem; }
h1, h2 { font-family: var(--font); font-weight: 600; line-height: 1.2; text-wrap: balance; hyphens: auto; }
h1 { font-size: clamp(1.9rem, 1.2rem + 4cqi, 3.4rem); }
h2 { font-size: clamp(1.2rem, 1rem + 1cqi, 1.6rem); }
h3 { margin-block-start: 1rem; font-size: .95rem; font-weight: 600; color: var(--soft); }
.ages { justify-self: start; padding: .15rem .8rem; border-radius: 99px; background: var(--accent-soft); font-size: .9rem; }
.begin { display: flex; flex-wrap: wrap; gap: .75rem; }
.credits { list-style: none; font-size: .9rem; color: var(--soft); }
.facts { font-size: .9rem; color: var(--soft); }
.end { justify-items: center; text-align: center; }
.end h2 { font-size: clamp(2.2rem, 1.5rem + 5cqi, 4rem); font-style: italic; }
.ending { font-family: var(--font); font-size: 1.2rem; color: var(--soft); }
.options, .quiz { display: grid; gap: .75rem; }
button.option { justify-content: flex-start; gap: .9rem; min-block-size: 3.5rem; padding: .6rem 1rem; border-color: var(--line); border-radius: 1rem; background: var(--card); font-family: var(--font); font-size: 1.15rem; text-align: start; }
button.option:hover { border-color: var(--accent); }
button.option[aria-disabled] { cursor: default; }
button.option[aria-disabled]:hover { border-color: var(--line); }
.number { display: grid; place-items: center; flex: none; inline-size: 2rem; block-size: 2rem; border-radius: 50%; background: var(--accent-soft); font: 600 1rem / 1 var(--font-ui); }
button.option.wrong { color: var(--soft); border-style: dashed; }
button.option.right, button.option.right:hover { border-color: var(--good); background: var(--good-soft); }
.right .number { background: var(--good); color: var(--paper); }
.said { scroll-margin-block-end: 5rem; min-block-size: 1.6em; font-size: 1.1rem; font-weight: 600; }
.said.right { color: var(--good); }
.said.none { display: none; }
`;

/** For small and large readers (not screens: a preview is small on a large one), for motion and for forced colours. */
const conditions = `
@container story-reader (inline-size < 30rem) {
  .toggle span:last-child, .bottom .back span, .bottom .listen span { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); }
  .toggle, .bottom .back, .bottom .listen { padding: .4rem; }
  .middle { gap: .35rem; }
  .bar.top .title { display: none; }
  .bar.top :first-child { margin-inline-end: auto; }
  select { max-inline-size: 9.5rem; }
  .begin button { flex: 1 1 auto; }
  .sheet { padding-block-start: 0; }
}
@container story-reader (inline-size >= 52rem) {
  .sheet { max-inline-size: 88rem; padding: .5rem 2rem 1.5rem; gap: 2.5rem; }
  .sheet:has(> .picture + .words) { grid-template-columns: minmax(0, 1.5fr) minmax(0, 1fr); }
  .sheet:has(> .picture + .words) h1 { font-size: clamp(1.9rem, 1rem + 2.6cqi, 3.4rem); }
  .sheet.only-words { max-inline-size: 46rem; }
  .picture img, video, .absent { max-block-size: 76vh; }
}
@media (prefers-reduced-motion: no-preference) {
  .sheet.turned { animation: turn .35s ease-out; }
  button { transition: background-color .15s, border-color .15s, transform .15s; }
  button:active { transform: scale(.97); }
  .next.inviting { animation: invite 1.6s ease-in-out 3; }
  @keyframes turn { from { opacity: 0; translate: 0 .5rem; } }
  @keyframes invite { 50% { transform: scale(1.07); } }
}
@media (forced-colors: active) {
  button, select, .absent, .number { border: 2px solid ButtonBorder; }
  button.main, button.toggle[aria-pressed=true] { forced-color-adjust: none; background: Highlight; color: HighlightText; border-color: Highlight; }
  button.option.right { border: 4px double Highlight; }
  progress { border: 1px solid CanvasText; }
  progress::-webkit-progress-value { forced-color-adjust: none; background: Highlight; }
  :is(button, select, video):focus-visible { outline-color: Highlight; }
}
@media print { .bar { display: none; } }
`;

/** Outside of the layer, it is stronger than whatever a part displays itself as (CSS Cascade 5, section 6.4). */
const hidden = ':host([hidden]), [hidden] { display: none; }';

/** The style of the reader, made once and shared by all readers of a page. A strict CSP allows it. */
export function readerStyle(): CSSStyleSheet {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(`@layer parts { ${look + controls + pages + conditions} } ${hidden}`);
  }
  return sheet;
}

let sheet: CSSStyleSheet | undefined;
