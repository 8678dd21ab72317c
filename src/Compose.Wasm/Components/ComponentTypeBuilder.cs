namespace Compose.Wasm.Components;

/// <summary>Builds a component type; hand it to <see cref="TypeScopeBuilder.Define(ComponentTypeBuilder)"/>.</summary>
public sealed class ComponentTypeBuilder : DeclarationBuilder
{
    /// <summary>An import of any kind. Gives its index within its sort.</summary>
    public int Import(string name, ExternTypeSyntax type, ExternAttributes attributes = default)
    {
        var writer = Begin(DefinitionKind.Import);
        SyntaxWriter.WriteExternName(writer, name, attributes);
        SyntaxWriter.WriteExternType(writer, type);
        return Next(Sorts.Of(type.Kind));
    }

    /// <summary>An import of a type. The index is the one to use from here on.</summary>
    public TypeIndex ImportType(string name, ExternTypeSyntax type, ExternAttributes attributes = default) =>
        new(Import(name, type, attributes));

    /// <summary>An import of an instance.</summary>
    public InstanceIndex ImportInstance(string name, TypeIndex type, ExternAttributes attributes = default) =>
        new(Import(name, ExternTypeSyntax.Instance(type), attributes));
}
