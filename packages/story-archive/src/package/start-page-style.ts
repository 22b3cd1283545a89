import { html } from './html.ts';

export const startPageStyle = html`
:root { color-scheme: light dark; }
body { margin: 0 auto; max-width: 44rem; padding: 1rem; font: 1.15rem/1.6 Georgia, "Noto Serif", serif; }
nav ul { display: flex; flex-wrap: wrap; gap: .25rem .75rem; list-style: none; padding: 0; font: 1rem system-ui, sans-serif; }
section { border-block-start: 1px solid; padding-block: 2rem; }
article { margin-block: 3rem; }
article h2 { font: 1rem system-ui, sans-serif; opacity: .7; }
img, video { display: block; width: 100%; height: auto; border-radius: .5rem; }
audio { display: block; width: 100%; margin-block: .75rem; }
.text { white-space: pre-line; }
.caption, .absent { font-size: .95rem; opacity: .8; }
.end { text-align: center; font-style: italic; }
.credits, footer { font: .95rem/1.5 system-ui, sans-serif; }
`;
