namespace Compose.Distribution.Artifacts;

/// <summary>What an artifact of a registry is.</summary>
public enum ArtifactKind
{
    /// <summary>A component, composition or core module in the CNCF's layout.</summary>
    Wasm,

    /// <summary>A built plan with its components.</summary>
    Plan,

    /// <summary>A WIT package as a tar of its files.</summary>
    WitBundle,

    /// <summary>Anything else, such as what oras pushes: files.</summary>
    Files,
}
