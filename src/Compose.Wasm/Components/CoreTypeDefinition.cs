using Compose.Wasm.Core;

namespace Compose.Wasm.Components;

/// <summary>Core types: a recursion group (adds one core type each), or a module type (adds one).</summary>
public sealed class CoreTypeDefinition : ComponentDefinition
{
    internal CoreTypeDefinition(long offset, IReadOnlyList<SubType> group)
        : base(offset)
    {
        Group = group;
        Declarations = [];
    }

    internal CoreTypeDefinition(long offset, IReadOnlyList<CoreModuleDeclaration> declarations)
        : base(offset)
    {
        Declarations = declarations;
    }

    /// <summary>The types of a recursion group, or null for a module type.</summary>
    public IReadOnlyList<SubType>? Group { get; }

    /// <summary>The declarations of a module type.</summary>
    public IReadOnlyList<CoreModuleDeclaration> Declarations { get; }
}
