namespace Compose.Wasm.Components;

/// <summary>What instance and component types have in common when they are built: a list of declarations.</summary>
public abstract class DeclarationBuilder : TypeScopeBuilder
{
    private readonly WasmWriter _declarations = new();
    private int _count;

    private protected DeclarationBuilder()
    {
    }

    /// <summary>Whether nothing has been declared.</summary>
    public bool IsEmpty => _count == 0;

    /// <summary>An export of a type: a new resource, or another name of a type. The index is the one to use from here
    /// on.</summary>
    public TypeIndex ExportType(string name, ExternTypeSyntax type, ExternAttributes attributes = default) =>
        new(Export(name, type, attributes));

    /// <summary>An export of a function.</summary>
    public void ExportFunc(string name, TypeIndex type, ExternAttributes attributes = default) =>
        Export(name, ExternTypeSyntax.Func(type), attributes);

    /// <summary>An export of an instance.</summary>
    public InstanceIndex ExportInstance(string name, TypeIndex type, ExternAttributes attributes = default) =>
        new(Export(name, ExternTypeSyntax.Instance(type), attributes));

    /// <summary>An export of any kind. Gives its index within its sort.</summary>
    public int Export(string name, ExternTypeSyntax type, ExternAttributes attributes = default)
    {
        var writer = Begin(DefinitionKind.Export);
        SyntaxWriter.WriteExternName(writer, name, attributes);
        SyntaxWriter.WriteExternType(writer, type);
        return Next(Sorts.Of(type.Kind));
    }

    internal void WriteTo(WasmWriter writer)
    {
        writer.WriteVarU32(_count);
        writer.WriteBytes(_declarations.WrittenSpan);
    }

    private protected override WasmWriter Begin(DefinitionKind kind)
    {
        _count++;
        _declarations.WriteByte(kind switch
        {
            DefinitionKind.CoreType => 0x00,
            DefinitionKind.Type => 0x01,
            DefinitionKind.Alias => 0x02,
            DefinitionKind.Import => 0x03,
            DefinitionKind.Export => 0x04,
            _ => throw new InvalidOperationException($"a type cannot declare {kind}"),
        });
        return _declarations;
    }
}
