/** The page that draws a board from recorded answers; `draw.mjs` fills in `window.drawing`. */
import { ThemeContext, createTheme, dateTime } from '@grafana/data';
import { GlobalStyles } from '@grafana/ui';
import { createRoot } from 'react-dom/client';
import { type PanelJson, PlacedPanel } from './panels';

const WIDTH = 1600;
const MARGIN = 16;
const { board, recorded } = (window as any).drawing;

const theme = createTheme({ colors: { mode: 'light' } });
const from = dateTime(recorded.from);
const to = dateTime(recorded.to);
const timeRange = { from, to, raw: { from, to } };
const rows = Math.max(...board.panels.map(({ gridPos: { y, h } }: PanelJson) => y + h));

function Page() {
  return (
    <ThemeContext.Provider value={theme}>
      <GlobalStyles />
      <div
        id="board"
        style={{ position: 'relative', width: WIDTH, height: rows * 38 + 44, background: theme.colors.background.canvas, padding: MARGIN }}
      >
        <div style={{ ...theme.typography.h4, color: theme.colors.text.primary, height: 36 }}>
          {board.title} · {recorded.variables.deployment}
        </div>
        <div style={{ position: 'relative' }}>
          {board.panels.map((panel: PanelJson) => (
            <PlacedPanel
              key={panel.id}
              panel={panel}
              answers={recorded.answers}
              width={WIDTH - 2 * MARGIN}
              theme={theme}
              timeRange={timeRange}
            />
          ))}
        </div>
      </div>
    </ThemeContext.Provider>
  );
}

createRoot(document.getElementById('root')!).render(<Page />);
