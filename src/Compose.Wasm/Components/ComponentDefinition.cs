namespace Compose.Wasm.Components;

/// <summary>
/// One definition of a component, or one declaration of a component or instance type, as the binary has it. The
/// definitions of a component stand in the order in which instantiation carries them out; indexes refer to index
/// spaces that grow as the definitions are read.
/// </summary>
/// <remarks>
/// The kinds: <see cref="CoreModuleDefinition"/>, <see cref="CoreInstanceDefinition"/>,
/// <see cref="CoreTypeDefinition"/>, <see cref="NestedComponentDefinition"/>, <see cref="InstanceDefinition"/>,
/// <see cref="AliasDefinition"/>, <see cref="TypeDefinition"/>, <see cref="CanonDefinition"/>,
/// <see cref="StartDefinition"/>, <see cref="ImportDefinition"/>, <see cref="ExportDefinition"/>; only in types:
/// <see cref="ExportDeclaration"/>.
/// </remarks>
public abstract class ComponentDefinition
{
    private protected ComponentDefinition(long offset)
    {
        Offset = offset;
    }

    /// <summary>Byte offset of the definition in the outermost binary.</summary>
    public long Offset { get; }
}
