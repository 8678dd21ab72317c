using Compose.Wasm.Core;

namespace Compose.Wasm.Components;

/// <summary>A declaration of a core module type (<c>core:moduledecl</c>); indexes refer to the types that the module
/// type itself declares.</summary>
public sealed class CoreModuleDeclaration
{
    internal CoreModuleDeclaration(CoreModuleDeclarationKind kind, long offset)
    {
        Kind = kind;
        Offset = offset;
    }

    public CoreModuleDeclarationKind Kind { get; }

    public long Offset { get; }

    /// <summary>A recursion group, for a type.</summary>
    public IReadOnlyList<SubType> Group { get; internal init; } = [];

    /// <summary>The module name of an import.</summary>
    public string Module { get; internal init; } = string.Empty;

    /// <summary>The name of an import or export.</summary>
    public string Name { get; internal init; } = string.Empty;

    /// <summary>The type of an import or export.</summary>
    public ExternType Type { get; internal init; }

    /// <summary>Scopes outward, for an alias; 0 is the module type itself.</summary>
    public int OuterCount { get; internal init; }

    /// <summary>The core type that an alias refers to.</summary>
    public int OuterIndex { get; internal init; }
}
