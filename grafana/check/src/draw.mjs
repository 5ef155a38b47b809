// Draws a board with Grafana's components in headless Chromium:
//   node src/draw.mjs BOARD.json ANSWERS.json PICTURE.png
// ANSWERS.json holds what a real Prometheus answered to each of the board's queries (DeploymentBoardIT records it).
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import puppeteer from 'puppeteer-core';

// An address of its own, because Grafana's components want local storage; nothing is fetched from anywhere.
const ORIGIN = 'http://board.test/';

const [boardFile, answersFile, picture] = process.argv.slice(2);
const chromium = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/google-chrome'].find((path) => path && existsSync(path));
if (!picture || !chromium) {
  console.error(picture ? 'no Chromium here: set CHROMIUM to its path' : 'usage: draw.mjs BOARD.json ANSWERS.json PICTURE.png');
  process.exit(2);
}

// Node's rules give an ES module the whole of a CommonJS one as its default; this one's default is inside.
const scrollbars = {
  name: 'scrollbars',
  setup(bundler) {
    bundler.onResolve({ filter: /^react-custom-scrollbars-2$/ }, ({ path, pluginData }) =>
      pluginData === 'inside' ? undefined : { path, namespace: 'unwrapped' },
    );
    bundler.onLoad({ filter: /.*/, namespace: 'unwrapped' }, ({ path }) => ({
      contents: `import whole from '${path}'; export default whole.default ?? whole;`,
      resolveDir: fileURLToPath(new URL('.', import.meta.url)),
      pluginData: 'inside',
    }));
  },
};

const bundle = await build({
  entryPoints: [fileURLToPath(new URL('page.tsx', import.meta.url))],
  bundle: true,
  write: false,
  format: 'iife',
  outdir: 'out',
  jsx: 'automatic',
  define: { 'process.env.NODE_ENV': '"production"', global: 'window' },
  loader: { '.svg': 'dataurl', '.png': 'dataurl', '.woff2': 'dataurl', '.ttf': 'dataurl' },
  plugins: [scrollbars],
  logLevel: 'error',
});
const script = bundle.outputFiles.find(({ path }) => path.endsWith('.js')).text;
const style = bundle.outputFiles.find(({ path }) => path.endsWith('.css'))?.text ?? '';
const html = `<!doctype html><style>${style} body { margin: 0; font-family: Inter, Roboto, "DejaVu Sans", sans-serif; }</style><div id="root"></div>`;
const drawing = { board: read(boardFile), recorded: read(answersFile) };

const browser = await puppeteer.launch({ executablePath: chromium, args: ['--no-sandbox', '--disable-gpu', '--font-render-hinting=none'] });
try {
  const page = await browser.newPage();
  const faults = [];
  page.on('pageerror', (error) => faults.push(error.message));
  await page.emulateTimezone('UTC');
  await page.setViewport({ width: 1600, height: 2100 });
  await page.setRequestInterception(true);
  page.on('request', (request) => request.respond(request.url() === ORIGIN ? { contentType: 'text/html', body: html } : { status: 404 }));
  await page.goto(ORIGIN);
  await page.evaluate((value) => (window.drawing = value), drawing);
  await page.addScriptTag({ content: script });
  const panels = drawing.board.panels.length;
  await page
    .waitForFunction((count) => document.querySelectorAll('.panel[data-ready=true]').length === count, { timeout: 30_000 }, panels)
    .catch(() => faults.push(`not all of the ${panels} panels were drawn`));
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 500)));
  faults.push(...(await page.evaluate(emptyPanels)));
  if (faults.length > 0) {
    faults.forEach((fault) => console.error(fault));
    process.exitCode = 1;
  } else {
    await (await page.$('#board')).screenshot({ path: picture });
    console.log(`${panels} panels drawn to ${picture}`);
  }
} finally {
  await browser.close();
}

/** Runs in the page: panels with neither a plot nor text below their title. */
function emptyPanels() {
  return [...document.querySelectorAll('.panel')]
    .filter((panel) => {
      const canvas = panel.querySelector('canvas');
      const text = panel.innerText.split('\n').slice(1).join('').trim();
      return !canvas && text === '';
    })
    .map((panel) => `panel "${panel.innerText.trim()}" is empty`);
}

function read(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}
