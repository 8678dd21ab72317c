using Compose.Wasm.Core;

namespace Compose.Wasm.Components;

/// <summary>Builds a core module type. Function types are declared as they are used, each once.</summary>
public sealed class CoreModuleTypeBuilder
{
    private readonly WasmWriter _declarations = new();
    private readonly Dictionary<FuncType, int> _types = [];
    private int _count;

    public CoreModuleTypeBuilder ImportFunc(string module, string name, FuncType type) =>
        Import(module, name, ExternType.Function(TypeOf(type)));

    /// <summary>An import of a table, memory or global.</summary>
    public CoreModuleTypeBuilder Import(string module, string name, ExternType type)
    {
        Begin(CoreModuleDeclarationKind.Import);
        _declarations.WriteName(module);
        _declarations.WriteName(name);
        CoreTypeWriter.WriteExternType(_declarations, type);
        return this;
    }

    public CoreModuleTypeBuilder ExportFunc(string name, FuncType type) => Export(name, ExternType.Function(TypeOf(type)));

    /// <summary>An export of a table, memory or global.</summary>
    public CoreModuleTypeBuilder Export(string name, ExternType type)
    {
        Begin(CoreModuleDeclarationKind.Export);
        _declarations.WriteName(name);
        CoreTypeWriter.WriteExternType(_declarations, type);
        return this;
    }

    internal void WriteTo(WasmWriter writer)
    {
        writer.WriteByte(0x50);
        writer.WriteVarU32(_count);
        writer.WriteBytes(_declarations.WrittenSpan);
    }

    private int TypeOf(FuncType type)
    {
        if (!_types.TryGetValue(type, out var index))
        {
            Begin(CoreModuleDeclarationKind.Type);
            CoreTypeWriter.WriteSubType(_declarations, SubType.OfFunc(type));
            index = _types.Count;
            _types.Add(type, index);
        }

        return index;
    }

    private void Begin(CoreModuleDeclarationKind kind)
    {
        _count++;
        _declarations.WriteByte((byte)kind);
    }
}
