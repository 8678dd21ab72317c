namespace Compose.Wasm.Components;

/// <summary>What form the name of an import or export has.</summary>
public enum ExternNameKind
{
    /// <summary><c>a-label</c>.</summary>
    Label,

    /// <summary><c>[constructor]resource</c>.</summary>
    Constructor,

    /// <summary><c>[method]resource.name</c>.</summary>
    Method,

    /// <summary><c>[static]resource.name</c>.</summary>
    Static,

    /// <summary><c>namespace:package/interface@version</c>.</summary>
    Interface,

    /// <summary><c>url=</c>, <c>locked-dep=</c>, <c>unlocked-dep=</c> or <c>integrity=</c>.</summary>
    Dependency,
}
