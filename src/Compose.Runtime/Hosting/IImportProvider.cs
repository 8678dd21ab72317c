namespace Compose.Runtime;

/// <summary>Answers the imports of a root component. Called once for each import at instantiation.</summary>
public interface IImportProvider
{
    /// <summary>
    /// What the host gives for the import, or null where it has nothing. For a function or a resource type imported at
    /// the root, the answer defines it under the import's own name. Matching of versions (0.2.x) is the provider's.
    /// </summary>
    HostInstance? Resolve(ImportRequest request);
}
