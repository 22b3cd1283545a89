import { html } from './html.ts';

/**
 * Where the browser knows `:has`, the page shows one language at a time, the one that its address names, and the list
 * of languages alone while that is asked for. Elsewhere all of it stands one below the other.
 */
export const startPageStyle = html`
:root { color-scheme: light dark; --paper: #fdfbf6; --ink: #24211c; --quiet: #6a6459; --line: #ded6c6; --card: #f4eee1; --link: #17598c; }
@media (prefers-color-scheme: dark) { :root { --paper: #181613; --ink: #ebe5da; --quiet: #a59d90; --line: #3d3831; --card: #24211c; --link: #8cc4f0; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 60rem; padding: 1rem 1.25rem 3rem; background: var(--paper); color: var(--ink); font: 1.2rem/1.7 Georgia, "Noto Serif", "Times New Roman", serif; overflow-wrap: break-word; }
a { color: var(--link); text-underline-offset: .2em; }
a:focus-visible, summary:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; border-radius: .25rem; }
nav, .menu, .notice, .credits, footer, small, summary, .next, article > h2 { font-family: system-ui, "Noto Sans", sans-serif; }
nav h2 { font-size: 1.4rem; margin-block: 1rem; }
nav ul { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(15rem, 100%), 1fr)); gap: .6rem; list-style: none; margin: 0; padding: 0; }
nav a { display: flex; justify-content: space-between; align-items: baseline; gap: .75rem; height: 100%; padding: .6rem .9rem; border: 1px solid var(--line); border-radius: .6rem; background: var(--card); color: inherit; font-size: 1.05rem; line-height: 1.5; text-decoration: none; }
nav a:hover { border-color: var(--link); }
nav a span { min-width: 0; }
small { color: var(--quiet); font-size: .85em; }
.menu { margin: 0; text-align: end; font-size: 1rem; }
.menu a { display: inline-block; padding-block: .4rem; }
.notice { max-width: 40rem; margin: 1rem auto; padding: .6rem 1rem; border: 1px solid var(--line); border-radius: .6rem; background: var(--card); font-size: 1rem; }
header { display: flex; flex-wrap: wrap; align-items: center; gap: 1.5rem 2.5rem; margin-block: 1rem 3rem; padding-block-end: 3rem; border-block-end: 1px solid var(--line); }
header > img, header > .absent { flex: 1 1 20rem; min-width: min(20rem, 100%); max-width: 28rem; margin: 0 auto; }
header > div:last-child { flex: 1 1 20rem; min-width: 0; }
h1 { margin: 0 0 .75rem; font-size: clamp(2rem, 6vw, 3rem); line-height: 1.3; text-wrap: balance; }
img, video { display: block; width: 100%; max-width: 40rem; height: auto; margin: 0 auto; border-radius: .6rem; }
audio { display: block; width: 100%; margin-block: 1.25rem; }
video { margin-block: 1.25rem; }
article { max-width: 40rem; margin: 0 auto 4rem; scroll-margin-block-start: 1rem; }
article > h2 { margin: 0 0 1rem; color: var(--quiet); font-size: .95rem; font-weight: normal; text-align: center; }
.text { margin-block: 1.25rem; font-size: 1.3rem; white-space: pre-line; }
header .text { font-size: 1.15rem; }
.caption { margin-block: .5rem 0; color: var(--quiet); font-size: 1rem; text-align: center; }
.absent { margin-block: 1rem; padding: .5rem 1.25rem; border: 2px dashed var(--line); border-radius: .6rem; color: var(--quiet); font-size: 1rem; }
.quiz { margin-block: 1.5rem; padding: .25rem 1.5rem 1rem; border-radius: .6rem; background: var(--card); }
.quiz .text { font-weight: bold; }
summary { padding-block: .4rem; color: var(--link); font-size: 1rem; cursor: pointer; }
.choice { display: grid; gap: .75rem; margin-block: 1.5rem; padding: 0; list-style: none; }
.choice a { display: block; padding: .75rem 1.25rem; border: 1px solid var(--line); border-radius: .6rem; background: var(--card); text-decoration: none; }
.choice a:hover { border-color: var(--link); }
.next { text-align: end; font-size: 1rem; }
.end { margin-block: 4rem 3rem; font-size: 1.3rem; font-style: italic; text-align: center; }
.credits { max-width: 40rem; margin: .5rem auto; padding: 0; font-size: 1rem; list-style: none; }
footer { max-width: 40rem; margin: 3rem auto 0; padding-block-start: 1rem; border-block-start: 1px solid var(--line); color: var(--quiet); font-size: .95rem; }
footer p { margin: .25rem 0; }
@supports selector(:has(a)) {
nav:not(:target), body:has(nav:target) :is(main, footer, .notice), section { display: none; }
section:target, section:has(:target), main:not(:has(:target)) > section:first-child { display: block; }
}
.book { height: 100%; }
.book body { display: flex; flex-direction: column; height: 100%; max-width: none; padding: 0; }
.book body > :not(main:has(story-reader), .notice) { display: none; }
.book .notice { margin: .5rem auto; }
.book .unseen { position: absolute; width: 1px; height: 1px; margin: 0; overflow: hidden; clip-path: inset(50%); }
.book main { flex: 1; min-height: 0; }
.book story-reader { height: 100%; }
@media print { .menu, audio { display: none; } article { break-inside: avoid; } }
`;
