namespace Compose.Emit.Authority;

/// <summary>
/// What an interface that a host gives does with authority; read off its type (SPEC, "Classes of interfaces").
/// </summary>
internal enum InterfaceClass
{
    /// <summary>Neither resources nor functions: a bag of types, which needs no host.</summary>
    Types,

    /// <summary>Functions that act without a handle: who calls must be known.</summary>
    Authority,

    /// <summary>Resources whose functions all take a handle: the handle tells who may.</summary>
    Definitions,

    /// <summary>Resources, and functions that act without a handle of them.</summary>
    Both,
}
