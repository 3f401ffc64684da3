// The look of the box, within its shadow tree.
export const STYLE: string = `
:host { all: initial; display: block; position: relative; color-scheme: light;
  --_a: var(--ps-accent, #1a4f8f); --_oa: var(--ps-on-accent, #fff); --_bg: var(--ps-background, #fff); --_ink: var(--ps-ink, #1a212e);
  --_soft: var(--ps-ink-soft, #5d6779); --_line: var(--ps-line, #858f9f); --_thin: var(--ps-line, #dce0e7); --_r: var(--ps-radius, 8px);
  --_tint: var(--ps-tint, #e9f0f9); --_mark: var(--ps-mark, #fff3c4);
  --_on: #0a634d; --_onb: #e0f2eb; --_pt: #744600; --_ptb: #fdf0d8; --_off: #fff; --_offb: #a3242b;
  font: var(--ps-font-size, 16px)/1.6 var(--ps-font, "PingFang SC", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif); color: var(--_ink); }
@media (prefers-color-scheme: dark) { :host([theme=auto]) { color-scheme: dark;
  --_a: var(--ps-accent, #8fb8ef); --_oa: var(--ps-on-accent, #10151d); --_bg: var(--ps-background, #181e27); --_ink: var(--ps-ink, #e7ebf2);
  --_soft: var(--ps-ink-soft, #a7b1c1); --_line: var(--ps-line, #76829a); --_thin: var(--ps-line, #333d4d); --_tint: var(--ps-tint, #232f40);
  --_mark: var(--ps-mark, #574a12); --_on: #93dcc2; --_onb: #143a30; --_pt: #f2cd88; --_ptb: #40300f; } }
:host([hidden]), [hidden] { display: none !important; }
* { box-sizing: border-box; } form { position: relative; margin: 0; } p, ol { margin: 0; padding: 0; list-style: none; }
.vh { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.box { display: flex; background: var(--_bg); border: 1px solid var(--_line); border-radius: var(--_r); overflow: hidden; }
.box:focus-within { outline: 3px solid var(--_a); outline-offset: 2px; }
input { flex: 1; min-width: 0; height: 48px; padding: 0 14px; border: 0; outline: 0; border-radius: 0; background: none; color: inherit; font: inherit; appearance: none; }
input::placeholder { color: var(--_soft); opacity: 1; }
button { border: 0; padding: 0 22px; min-height: 44px; background: var(--_a); color: var(--_oa); font: inherit; font-weight: 600; cursor: pointer; }
button:focus-visible { outline: 2px solid var(--_oa); outline-offset: -5px; }
.more { margin-top: 12px; border-radius: var(--_r); } .more:focus-visible, a:focus-visible { outline: 3px solid var(--_a); outline-offset: 2px; }
.pop { position: absolute; z-index: var(--ps-z, 1000); left: 0; right: 0; top: calc(100% + 4px); background: var(--_bg); border: 1px solid var(--_line); border-radius: var(--_r); box-shadow: 0 10px 28px rgba(0, 0, 0, .16); overflow: hidden; }
[role=listbox] { max-height: min(60vh, 28rem); overflow-y: auto; }
[role=option] { display: block; min-height: 44px; padding: 9px 14px; color: inherit; text-decoration: none; overflow-wrap: anywhere; } [role=option] b { color: var(--_a); }
[role=option][aria-selected=true], [role=option]:hover { background: var(--_tint); } [aria-selected=true] { box-shadow: inset 3px 0 var(--_a); }
small { display: block; font-size: 13px; color: var(--_soft); } [aria-selected=true] small, [role=option]:hover small { color: var(--_ink); }
.st { font-size: 13px; font-weight: 700; padding: 0 5px; border-radius: 3px; margin-right: 8px; white-space: nowrap; border: 1px solid transparent; }
.st svg { width: 13px; height: 13px; margin-right: 3px; vertical-align: -2px; fill: none; stroke: currentColor; stroke-width: 1.8; stroke-linecap: round; stroke-linejoin: round; }
.st--on { color: var(--_on); background: var(--_onb); } .st--part { color: var(--_pt); background: var(--_ptb); } .st--off { color: var(--_off); background: var(--_offb); } .st--past { color: #fff; background: #596170; } .st--open { border: 1px dashed; } .tag { font-weight: 400; border: 1px solid var(--_thin); }
.foot { display: flex; justify-content: space-between; gap: 12px; flex-wrap: wrap; padding: 8px 14px; border-top: 1px solid var(--_thin); font-size: 13px; color: var(--_soft); }
a { color: var(--_a); } mark { background: var(--_mark); color: inherit; }
.results { margin-top: 14px; padding: 4px 16px 14px; background: var(--_bg); border: 1px solid var(--_thin); border-radius: var(--_r); overflow-wrap: anywhere; }
.results > p { padding-top: 10px; } .hit { padding: 12px 0; border-bottom: 1px solid var(--_thin); } .hit > a { font-weight: 600; }
.meta, .said { font-size: 13px; color: var(--_soft); } .passage { font-size: 14px; }
@media (forced-colors: active) { .st, .pop, .box { border: 1px solid; } [aria-selected=true] { outline: 2px solid Highlight; outline-offset: -2px; } }
`;
