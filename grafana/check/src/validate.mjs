// Validates every board, and makes sure that bad ones would be refused.
import { readdirSync, readFileSync } from 'node:fs';
import { boardValidator } from './schema.mjs';

const folder = new URL('../../dashboards/', import.meta.url);
const validate = boardValidator();
let failed = false;

for (const name of readdirSync(folder).filter((file) => file.endsWith('.json'))) {
  const faults = validate(read(name));
  failed ||= faults.length > 0;
  console.log(`${name}: ${faults.length === 0 ? 'valid' : `${faults.length} faults`}`);
  faults.forEach((fault) => console.log(`  ${fault}`));
}

const planted = {
  'a panel without a place': (board) => delete board.panels[0].gridPos,
  'a place that is not a number': (board) => (board.panels[0].gridPos.w = 'wide'),
  'a panel type that we do not use': (board) => (board.panels[0].type = 'speedometer'),
  'an option of another panel type': (board) => (board.panels.at(-1).options.legend = {}),
  'a colour mode that does not exist': (board) => (board.panels[0].options.colorMode = 'rainbow'),
  'a query without an expression': (board) => delete board.panels[0].targets[0].expr,
  'a misspelt field': (board) => (board.panels[0].fieldConfig.defaults.unti = 's'),
  'a variable of an unknown type': (board) => (board.templating.list[0].type = 'oracle'),
  'two panels in one place': (board) => (board.panels[1].gridPos = board.panels[0].gridPos),
  'one id twice': (board) => (board.panels[1].id = board.panels[0].id),
};
for (const [what, spoil] of Object.entries(planted)) {
  const board = read('deployment.json');
  spoil(board);
  const [fault] = validate(board);
  failed ||= !fault;
  console.log(fault ? `refused, ${what}: ${fault}` : `NOT REFUSED: ${what}`);
}

process.exit(failed ? 1 : 0);

function read(name) {
  return JSON.parse(readFileSync(new URL(name, folder), 'utf8'));
}
