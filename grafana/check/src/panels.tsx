/** Our three panel types, drawn with the components that Grafana's own panel plugins draw with. */
import {
  type DataFrame,
  type FieldDisplay,
  FieldConfigOptionsRegistry,
  type FieldConfigPropertyItem,
  type GrafanaTheme2,
  type TimeRange,
  applyFieldOverrides,
  getDisplayValueAlignmentFactors,
  getFieldDisplayValues,
  standardTransformers,
  standardTransformersRegistry,
  transformDataFrame,
} from '@grafana/data';
import { BigValue, PanelChrome, Table, TimeSeries, VizRepeater } from '@grafana/ui';
import { useEffect, useState } from 'react';
import { type Answer, toFrames } from './frames';

const CELL = 30;
const GAP = 8;

/** What a panel of a board's JSON is, as far as drawing goes. */
export type PanelJson = any;

standardTransformersRegistry.setInit(() =>
  [standardTransformers.mergeTransformer, standardTransformers.organizeFieldsTransformer].map((transformation) => ({
    id: transformation.id,
    name: transformation.name,
    editor: () => null,
    transformation: () => Promise.resolve(transformation),
    imageDark: '',
    imageLight: '',
  })),
);

const PROPERTIES = ['unit', 'min', 'max', 'decimals', 'thresholds', 'color', 'mappings'];
const CUSTOM_PROPERTIES = [
  ...['drawStyle', 'lineInterpolation', 'lineWidth', 'lineStyle', 'fillOpacity', 'showPoints', 'pointSize', 'spanNulls'],
  ...['axisPlacement', 'scaleDistribution', 'align', 'minWidth', 'cellOptions'],
];

/** Takes each property as it stands in the JSON; Grafana's own editors do no more with ours. */
const registry = new FieldConfigOptionsRegistry(() => [
  ...PROPERTIES.map((name) => property(name, name, false)),
  ...CUSTOM_PROPERTIES.map((name) => property(`custom.${name}`, name, true)),
]);

function property(id: string, path: string, isCustom: boolean): FieldConfigPropertyItem {
  return {
    id,
    path,
    name: path,
    isCustom,
    editor: () => null,
    override: () => null,
    process: (value: unknown) => value,
    shouldApply: () => true,
  } as unknown as FieldConfigPropertyItem;
}

interface Props {
  panel: PanelJson;
  answers: Answer[];
  width: number;
  theme: GrafanaTheme2;
  timeRange: TimeRange;
}

export function PlacedPanel({ panel, answers, width, theme, timeRange }: Props) {
  const frames = useFrames(panel, answers, theme);
  const column = (width + GAP) / 24;
  const { x, y, w, h } = panel.gridPos;
  const place = {
    left: x * column,
    top: y * (CELL + GAP),
    width: w * column - GAP,
    height: h * (CELL + GAP) - GAP,
  };
  return (
    <div style={{ position: 'absolute', ...place }} className="panel" data-ready={frames !== undefined}>
      <PanelChrome title={panel.title} width={place.width} height={place.height}>
        {(innerWidth, innerHeight) =>
          frames && draw(panel, frames, innerWidth, innerHeight, theme, timeRange)
        }
      </PanelChrome>
    </div>
  );
}

/** The panel's frames after its transformations and field overrides; undefined until they are there. */
function useFrames(panel: PanelJson, answers: Answer[], theme: GrafanaTheme2): DataFrame[] | undefined {
  const [frames, setFrames] = useState<DataFrame[]>();
  useEffect(() => {
    const raw = panel.targets.flatMap((query: any) => {
      const answer = answers.find(({ panel: title, refId }) => title === panel.title && refId === query.refId);
      if (!answer) {
        throw new Error(`no answer for ${panel.title}, ${query.refId}`);
      }
      return toFrames(query, answer, panel.targets.length);
    });
    const transformed = transformDataFrame(panel.transformations ?? [], raw);
    const subscription = transformed.subscribe((data) =>
      setFrames(
        applyFieldOverrides({
          data,
          fieldConfig: panel.fieldConfig,
          fieldConfigRegistry: registry,
          replaceVariables: (text) => text,
          theme,
          timeZone: 'utc',
        }),
      ),
    );
    return () => subscription.unsubscribe();
  }, [panel, answers, theme]);
  return frames;
}

function draw(
  panel: PanelJson,
  frames: DataFrame[],
  width: number,
  height: number,
  theme: GrafanaTheme2,
  timeRange: TimeRange,
) {
  switch (panel.type) {
    case 'timeseries':
      return (
        <TimeSeries
          frames={frames}
          width={width}
          height={height}
          timeRange={timeRange}
          timeZone="utc"
          legend={panel.options.legend}
        />
      );
    case 'table':
      return <Table data={frames[0]} width={width} height={height} cellHeight={panel.options.cellHeight} />;
    case 'stat':
      return <Stat panel={panel} frames={frames} width={width} height={height} theme={theme} />;
    default:
      throw new Error(`no way to draw a panel of type ${panel.type}`);
  }
}

function Stat({ panel, frames, width, height, theme }: any) {
  const { options } = panel;
  const values = () =>
    getFieldDisplayValues({
      data: frames,
      reduceOptions: options.reduceOptions,
      fieldConfig: panel.fieldConfig,
      replaceVariables: (text) => text,
      theme,
      timeZone: 'utc',
    });
  return (
    <VizRepeater<FieldDisplay, any>
      getValues={values}
      getAlignmentFactors={getDisplayValueAlignmentFactors}
      renderValue={({ value, width, height, count, alignmentFactors }) => (
        <BigValue
          value={value.display}
          count={count}
          width={width}
          height={height}
          theme={theme}
          alignmentFactors={alignmentFactors}
          colorMode={options.colorMode}
          graphMode={options.graphMode}
          justifyMode={options.justifyMode}
          textMode={options.textMode}
        />
      )}
      width={width}
      height={height}
      source={frames}
      renderCounter={0}
      autoGrid
      orientation={options.orientation}
    />
  );
}
