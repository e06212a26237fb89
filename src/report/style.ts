/** Okabe and Ito's colours, which colour-blind people can tell apart too: https://jfly.uni-koeln.de/color/ */
const light = `
  --paper: #ffffff; --ink: #1c1e21; --soft: #5a6068; --faint: #c4c9cf; --panel: #f4f5f7; --alert: #fff3d6;
  --on-accent: #ffffff; --series-1: #0072b2; --series-2: #d55e00; --series-3: #009e73;
  --series-4: #cc79a7; --series-5: #b98600; --series-6: #3f97cf;`;

const dark = `
  --paper: #15171a; --ink: #e6e8ea; --soft: #a4abb3; --faint: #454b52; --panel: #20242a; --alert: #3d3216;
  --on-accent: #0b1015; --series-1: #56b4e9; --series-2: #f08a3c; --series-3: #2fc59a;
  --series-4: #e39cc4; --series-5: #e6b422; --series-6: #8cc9f0;`;

/** The style sheet of a report. */
export const style = `
:root { color-scheme: light dark; ${light} }
@media (prefers-color-scheme: dark) { :root { ${dark} } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 72rem; padding: 1rem; background: var(--paper); color: var(--ink);
  font: 16px/1.5 system-ui, sans-serif; overflow-wrap: break-word; }
h1 { font-size: 1.6rem; line-height: 1.2; margin: .5rem 0 .25rem; }
h2 { font-size: 1.2rem; margin: 2.2rem 0 .5rem; padding-bottom: .2rem; border-bottom: 1px solid var(--faint); }
p { margin: .5rem 0; max-width: 46rem; }
header p, figcaption, caption, small { color: var(--soft); }
.warning { background: var(--alert); padding: .6rem .8rem; border-radius: .4rem; }
.key-figures { display: grid; grid-template-columns: repeat(auto-fill, minmax(9.5rem, 1fr)); gap: .6rem; margin: 1rem 0; }
.key-figures > div { background: var(--panel); border-radius: .4rem; padding: .6rem .8rem; }
.key-figures dt { font-size: .85rem; color: var(--soft); }
.key-figures dd { margin: 0; }
.key-figures b { display: block; font-size: 1.35rem; line-height: 1.3; font-variant-numeric: tabular-nums; }
.key-figures small { display: block; line-height: 1.3; }
.scroll { overflow-x: auto; }
.scroll:focus-visible { outline: 2px solid var(--series-1); }
table { border-collapse: collapse; margin: .8rem 0; font-size: .9rem; font-variant-numeric: tabular-nums; }
caption { text-align: left; padding-bottom: .3rem; }
th, td { padding: .25rem .5rem; border-bottom: 1px solid var(--faint); text-align: right; white-space: nowrap; }
th:first-child { text-align: left; padding-left: 0; }
thead th { vertical-align: bottom; color: var(--soft); font-weight: 600; white-space: normal; }
tbody th { font-weight: 600; white-space: normal; min-width: 5.5rem; }
td small { display: block; font-size: .75rem; line-height: 1.2; }
figure { margin: 1rem 0; min-width: 0; }
figure svg { display: block; max-width: 100%; height: auto; }
figure.wide svg { max-width: none; }
figcaption { font-size: .85rem; margin-top: .3rem; max-width: 46rem; }
.row { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 20rem), 1fr)); gap: 0 1.5rem; }
summary { cursor: pointer; margin: .6rem 0; color: var(--soft); }
.gallery { list-style: none; padding: 0; display: grid; gap: 1rem .8rem;
  grid-template-columns: repeat(auto-fill, minmax(9rem, 1fr)); font-size: .85rem; line-height: 1.35; }
.gallery.roomy { grid-template-columns: repeat(auto-fill, minmax(13rem, 1fr)); }
.gallery small { display: block; color: var(--soft); }
.gallery li { min-width: 0; break-inside: avoid; }
.gallery img, .gallery .missing { width: 100%; height: 8.5rem; object-fit: contain; background: #ffffff;
  border: 1px solid var(--faint); border-radius: .3rem; margin-bottom: .2rem; }
.gallery .missing { display: grid; place-items: center; background: var(--panel); color: var(--soft); }
.gallery span { display: block; }
.swatch { display: inline-block; width: .8em; height: .8em; margin-right: .25em; border: 1px solid var(--faint);
  border-radius: 50%; vertical-align: -.05em; }
@media print {
  :root { ${light} }
  body { max-width: none; padding: 0; font-size: 11pt; }
  h2 { break-after: avoid; }
  figure, tr, .key-figures > div { break-inside: avoid; }
  .scroll { overflow: visible; }
  figure.wide svg { max-width: 100%; max-height: 24cm; }
  details > summary { display: none; }
  details::details-content { content-visibility: visible; display: block; height: auto; }
  * { print-color-adjust: exact; }
}
`;
