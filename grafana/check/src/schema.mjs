// The JSON schema of our boards, made from Grafana's TypeScript types.
import { fileURLToPath } from 'node:url';
import Ajv from 'ajv';
import { createGenerator } from 'ts-json-schema-generator';

const here = (name) => fileURLToPath(new URL(name, import.meta.url));

/** Compiles the schema; the function it returns gives a list of faults, empty for a good board. */
export function boardValidator() {
  const schema = createGenerator({
    path: here('board.ts'),
    tsconfig: here('../tsconfig.json'),
    type: 'Board',
    expose: 'none',
    topRef: false,
    skipTypeCheck: true,
    additionalProperties: false,
  }).createSchema('Board');
  const validate = new Ajv({ allErrors: true, strict: false, discriminator: false }).compile(schema);
  return (board) => (validate(board) ? layoutFaults(board) : describe(board, validate.errors));
}

/** What a schema cannot say: ids are unique, and no panel lies on another or outside the grid. */
function layoutFaults(board) {
  const faults = [];
  const ids = new Set();
  const taken = new Map();
  for (const { id, title, gridPos: { x, y, w, h } } of board.panels) {
    if (ids.has(id)) faults.push(`panel "${title}": id ${id} comes twice`);
    ids.add(id);
    if (x + w > 24) faults.push(`panel "${title}" reaches over the 24 columns`);
    for (let column = x; column < x + w; column++) {
      for (let row = y; row < y + h; row++) {
        const other = taken.get(`${column},${row}`);
        if (other) faults.push(`panel "${title}" lies on "${other}" at ${column},${row}`);
        taken.set(`${column},${row}`, title);
      }
    }
  }
  return faults;
}

/**
 * One line a fault. A panel may be any of several types, so its faults are told for its own type only,
 * or for the type itself if it is none of ours.
 */
function describe(board, errors) {
  const otherTypes = new Set(errors.filter(isTypeFault).map(branch));
  const own = errors.filter((error) => !otherTypes.has(branch(error)) && error.keyword !== 'anyOf');
  const told = own.length > 0 ? own : errors.filter(isTypeFault);
  return [...new Set(told.map((error) => line(board, error)))];
}

const isTypeFault = (error) => /^\/panels\/\d+\/type$/.test(error.instancePath);

const branch = ({ instancePath, schemaPath }) =>
  `${instancePath.match(/^\/panels\/\d+/)} ${schemaPath.match(/^#\/properties\/panels\/items\/anyOf\/\d+/)}`;

function line(board, error) {
  const panel = board.panels?.[error.instancePath.match(/^\/panels\/(\d+)/)?.[1]];
  const where = panel ? `panel "${panel.title}" ` : '';
  const which = error.params.additionalProperty ?? error.params.allowedValues ?? error.params.allowedValue ?? '';
  return `${where}${error.instancePath || '/'} ${error.message} ${which}`.trim();
}
