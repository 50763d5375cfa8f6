// What a dashboard of ours may hold: Grafana's own types, with nothing that they leave open. Grafana publishes none for
// Prometheus's queries, whose fields stand here.
import type * as grafana from "@grafana/schema";
import type { Options as StatOptions } from "@grafana/schema/dist/esm/raw/composable/stat/panelcfg/x/StatPanelCfg_types.gen";
import type {
  FieldConfig as LineConfig,
  Options as LineOptions,
} from "@grafana/schema/dist/esm/raw/composable/timeseries/panelcfg/x/TimeSeriesPanelCfg_types.gen";

/** As JSON writes it: a member of an enumeration is its text. */
type Plain<T> = T extends string
  ? `${T}`
  : T extends (infer Item)[]
    ? Plain<Item>[]
    : T extends object
      ? { [Key in keyof T]: Plain<T[Key]> }
      : T;

type Source = { type: "prometheus"; uid: "${datasource}" };

type Query = { refId: string; datasource: Source; expr: string; legendFormat: string; instant?: true };

type Shown<Type, Options, Custom> = Pick<Plain<grafana.Panel>, "title" | "description" | "gridPos"> & {
  id: number;
  type: Type;
  datasource: Source;
  options: Plain<Options>;
  fieldConfig: {
    defaults: Omit<Plain<grafana.FieldConfig>, "custom"> & { custom?: Plain<Custom> };
    overrides: [];
  };
  targets: Query[];
};

type Row = Required<Pick<grafana.RowPanel, "id" | "type" | "title" | "collapsed" | "gridPos">> & { panels: [] };

type Annotation = Omit<Plain<grafana.AnnotationQuery>, "target" | "datasource"> & {
  datasource: Source;
  target: { refId: string; expr: string; interval: string };
  titleFormat: string;
};

export type Dashboard = Omit<Plain<grafana.Dashboard>, "panels" | "annotations"> & {
  annotations: { list: Annotation[] };
  panels: (Row | Shown<"stat", StatOptions, never> | Shown<"timeseries", LineOptions, LineConfig>)[];
};
