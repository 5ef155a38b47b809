/** The shape of our boards: Grafana's own types, with the panel types and the data source that we use spelled out. */
import type {
  Dashboard,
  DataQuery,
  FieldConfigSource,
  GraphFieldConfig,
  Panel,
  TableFieldOptions,
  VariableModel,
} from '@grafana/schema';
import type { Options as StatOptions } from '@grafana/schema/dist/esm/raw/composable/stat/panelcfg/x/StatPanelCfg_types.gen';
import type { Options as TableOptions } from '@grafana/schema/dist/esm/raw/composable/table/panelcfg/x/TablePanelCfg_types.gen';
import type { Options as TimeSeriesOptions } from '@grafana/schema/dist/esm/raw/composable/timeseries/panelcfg/x/TimeSeriesPanelCfg_types.gen';

/** A query to Prometheus, as its data source saves it. */
interface PrometheusQuery extends DataQuery {
  expr: string;
  legendFormat: string;
  format: 'time_series' | 'table' | 'heatmap';
  instant: boolean;
  range: boolean;
  interval?: string;
}

interface Place {
  x: number;
  y: number;
  w: number;
  h: number;
}

interface TypedPanel<Type extends string, Options, Custom>
  extends Omit<Panel, 'type' | 'options' | 'fieldConfig' | 'targets' | 'id' | 'title' | 'description' | 'gridPos'> {
  id: number;
  type: Type;
  title: string;
  description: string;
  gridPos: Place;
  options: Options;
  fieldConfig: Omit<FieldConfigSource, 'defaults'> & {
    defaults: Omit<FieldConfigSource['defaults'], 'custom'> & { custom?: Custom };
  };
  targets: PrometheusQuery[];
}

type StatPanel = TypedPanel<'stat', StatOptions, Record<string, never>>;
type TimeSeriesPanel = TypedPanel<'timeseries', TimeSeriesOptions, GraphFieldConfig>;
type TablePanel = TypedPanel<'table', TableOptions, Partial<TableFieldOptions>>;

interface QueryVariable extends Omit<VariableModel, 'query'> {
  query: string | { qryType: number; query: string; refId: string };
}

export interface Board extends Omit<Dashboard, 'panels' | 'templating' | 'uid' | 'title'> {
  uid: string;
  title: string;
  panels: Array<StatPanel | TimeSeriesPanel | TablePanel>;
  templating: { list: QueryVariable[] };
}
