import type { components, paths } from './schema.gen';

/* The contract's words, from api/openapi.yaml. */

type Schemas = components['schemas'];

export type Area = Schemas['Area'];
export type Method = Schemas['Method'];
export type Place = Schemas['Place'];
export type Prompt = Schemas['Prompt'];
export type Text = Schemas['Text'];
export type Feature = Schemas['Feature'];
export type FeatureCollection = Schemas['FeatureCollection'];
export type Participant = Schemas['Participant'];
export type NewContribution = Schemas['NewContribution'];
export type Background = Schemas['Background'];
export type NewReport = Schemas['NewReport'];
export type ContributionPatch = Schemas['ContributionPatch'];
export type ClusterCollection = Schemas['ClusterCollection'];
export type Cluster = Schemas['Cluster'];
export type LayerShapes = Schemas['LayerShapes'];
export type Theme = Schemas['Theme'];

/** What a map asks of clusters. */
export type ClusterQuery = paths['/api/v1/areas/{area}/clusters']['get']['parameters']['query'];

/** The filters of a list of contributions. */
export type ListQuery = NonNullable<
  paths['/api/v1/areas/{area}/contributions']['get']['parameters']['query']
>;
