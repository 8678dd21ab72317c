namespace Compose.Wasm.Components;

/// <summary>
/// Limits of the implementation on component binaries. The defaults are those that other validators agree on, so
/// that what passes here passes elsewhere; a host of one's own may allow more.
/// </summary>
public sealed record ComponentLimits
{
    /// <summary>The limits that apply when nothing else is said.</summary>
    public static ComponentLimits Default { get; } = new();

    /// <summary>Core modules and components in one binary, nested ones and the root included.</summary>
    public int ModulesAndComponents { get; init; } = 1_000;

    /// <summary>How deep components may nest. Each level costs native stack.</summary>
    public int ComponentDepth { get; init; } = 1_000;

    /// <summary>How deep declarations of component and instance types may nest.</summary>
    public int TypeDeclarationDepth { get; init; } = 100;

    /// <summary>How deep a resolved type may nest (a list of options of records … counts each).</summary>
    public int TypeDepth { get; init; } = 100;

    /// <summary>Core instances and instances of one scope: imports, instantiations, aliases, exports.</summary>
    public int Instances { get; init; } = 4_096;

    /// <summary>Size of one resolved type, every use of a nested type counted again; also of the types of all imports
    /// and exports of one component together.</summary>
    public int EffectiveTypeSize { get; init; } = 1_000_000;

    /// <summary>
    /// Steps that resolving the types of one binary may take: a type that is compared or checked counts its size, one
    /// that is rebuilt for an instantiation fifty times as much. Small binaries can otherwise ask for hours and
    /// gigabytes, by instantiating what instantiates.
    /// </summary>
    public long TypeWork { get; init; } = 50_000_000;

    /// <summary>Core and component types of one scope.</summary>
    public int Types { get; init; } = 1_000_000;

    /// <summary>Core and component functions of one scope.</summary>
    public int Functions { get; init; } = 1_000_000;

    /// <summary>Core tables, memories, globals and tags of one scope, each.</summary>
    public int CoreItems { get; init; } = 1_000_000;

    /// <summary>Values of one scope.</summary>
    public int Values { get; init; } = 1_000;

    /// <summary>Imports of one scope, and exports of one scope.</summary>
    public int Externs { get; init; } = 1_000_000;

    /// <summary>Arguments of one instantiation.</summary>
    public int InstantiationArguments { get; init; } = 100_000;

    /// <summary>Exports of an instance that is made of exports.</summary>
    public int InstanceExports { get; init; } = 100_000;

    /// <summary>Bytes of one name in UTF-8.</summary>
    public int NameBytes { get; init; } = 100_000;

    /// <summary>Fields of a record, cases of a variant or enum, types of a tuple.</summary>
    public int TypeElements { get; init; } = 10_000;

    /// <summary>Parameters of a function.</summary>
    public int Parameters { get; init; } = 1_000;

    /// <summary>Declarations of one module, component or instance type.</summary>
    public int TypeDeclarations { get; init; } = 1_000_000;

    /// <summary>Canonical options of one definition.</summary>
    public int CanonicalOptions { get; init; } = 10;
}
