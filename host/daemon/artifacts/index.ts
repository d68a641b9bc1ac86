export {
  ArtifactFolder,
  type ArtifactLimits,
  type ArtifactSystem,
  type ArtifactWriter,
  type KeptArtifact,
} from './artifact-folder.js';
export { ARTIFACT_ID, artifactId } from './artifact-id.js';
