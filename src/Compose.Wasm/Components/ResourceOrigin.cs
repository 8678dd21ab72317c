namespace Compose.Wasm.Components;

/// <summary>How the identity of a resource came into being.</summary>
public enum ResourceOrigin
{
    /// <summary>Declared by a type, <c>(sub resource)</c>.</summary>
    Abstract,

    /// <summary>Defined by the component itself; only it may make handles and see representations.</summary>
    Defined,

    /// <summary>Supplied by whoever instantiates the component.</summary>
    Imported,

    /// <summary>Fresh, because a component that defines it was instantiated.</summary>
    Instantiated,
}
