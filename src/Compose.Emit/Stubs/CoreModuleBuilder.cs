using Compose.Wasm;

namespace Compose.Emit.Stubs;

/// <summary>
/// Builds the small core module inside a compiled-in component: imported functions (all from module <c>""</c>), own
/// functions that are exported, one memory <c>memory</c> with initial data, and globals. Function names go into the
/// name section, so that a trap says which denial it was.
/// </summary>
internal sealed class CoreModuleBuilder
{
    public const byte I32 = 0x7f;
    public const byte I64 = 0x7e;

    private readonly WasmWriter _types = new();
    private readonly Dictionary<string, int> _typeIndex = new(StringComparer.Ordinal);
    private readonly List<(string Name, int Type)> _imports = [];
    private readonly List<(string Name, string Label, int Type, byte[] Body)> _functions = [];
    private readonly WasmWriter _globals = new();
    private int _globalCount;

    /// <summary>Imports a function; all imports must come before the first <see cref="Function"/>.</summary>
    public int Import(string name, ReadOnlySpan<byte> parameters, ReadOnlySpan<byte> results)
    {
        _imports.Add((name, Type(parameters, results)));
        return _imports.Count - 1;
    }

    /// <summary>Adds an exported function.</summary>
    /// <param name="name">The export's name.</param>
    /// <param name="label">The name for the name section.</param>
    /// <param name="parameters">Value types of the parameters.</param>
    /// <param name="results">Value types of the results.</param>
    /// <param name="body">Declarations of locals and the expression, with its <c>end</c>.</param>
    public int Function(string name, string label, ReadOnlySpan<byte> parameters, ReadOnlySpan<byte> results, ReadOnlySpan<byte> body)
    {
        _functions.Add((name, label, Type(parameters, results), body.ToArray()));
        return _imports.Count + _functions.Count - 1;
    }

    /// <summary>Adds a mutable global.</summary>
    public int Global(byte type, long value)
    {
        _globals.WriteBytes([type, 0x01, type == I32 ? (byte)0x41 : (byte)0x42]);
        _globals.WriteVarS64(value);
        _globals.WriteByte(0x0b);
        return _globalCount++;
    }

    /// <summary>The module; its memory holds <paramref name="data"/> and as much as fills up the last page.</summary>
    public byte[] ToArray(DataImage data)
    {
        var writer = new WasmWriter(1024);
        writer.WriteModuleHeader();

        int section = writer.BeginSection(1);
        writer.WriteVarU32(_typeIndex.Count);
        writer.WriteBytes(_types.WrittenSpan);
        writer.EndSized(section);

        if (_imports.Count > 0)
        {
            section = writer.BeginSection(2);
            writer.WriteVarU32(_imports.Count);
            foreach (var (name, type) in _imports)
            {
                writer.WriteName(string.Empty);
                writer.WriteName(name);
                writer.WriteByte(0x00);
                writer.WriteVarU32(type);
            }

            writer.EndSized(section);
        }

        section = writer.BeginSection(3);
        writer.WriteVarU32(_functions.Count);
        foreach (var function in _functions)
        {
            writer.WriteVarU32(function.Type);
        }

        writer.EndSized(section);

        section = writer.BeginSection(5);
        writer.WriteBytes([0x01, 0x00]);
        writer.WriteVarU32(Math.Max(1, (data.End + 0xffff) / 0x10000));
        writer.EndSized(section);

        if (_globalCount > 0)
        {
            section = writer.BeginSection(6);
            writer.WriteVarU32(_globalCount);
            writer.WriteBytes(_globals.WrittenSpan);
            writer.EndSized(section);
        }

        section = writer.BeginSection(7);
        writer.WriteVarU32(_functions.Count + 1);
        writer.WriteName("memory");
        writer.WriteBytes([0x02, 0x00]);
        for (int i = 0; i < _functions.Count; i++)
        {
            writer.WriteName(_functions[i].Name);
            writer.WriteByte(0x00);
            writer.WriteVarU32(_imports.Count + i);
        }

        writer.EndSized(section);

        section = writer.BeginSection(10);
        writer.WriteVarU32(_functions.Count);
        foreach (var function in _functions)
        {
            writer.WriteSized(function.Body);
        }

        writer.EndSized(section);

        if (!data.Bytes.IsEmpty)
        {
            section = writer.BeginSection(11);
            writer.WriteBytes([0x01, 0x00, 0x41]);
            writer.WriteVarS32(data.Origin);
            writer.WriteByte(0x0b);
            writer.WriteSized(data.Bytes);
            writer.EndSized(section);
        }

        section = writer.BeginSection(0);
        writer.WriteName("name");
        writer.WriteByte(0x01);
        int names = writer.BeginSized();
        writer.WriteVarU32(_functions.Count);
        for (int i = 0; i < _functions.Count; i++)
        {
            writer.WriteVarU32(_imports.Count + i);
            writer.WriteName(_functions[i].Label);
        }

        writer.EndSized(names);
        writer.EndSized(section);
        return writer.ToArray();
    }

    private int Type(ReadOnlySpan<byte> parameters, ReadOnlySpan<byte> results)
    {
        string key = Convert.ToHexStringLower(parameters) + ":" + Convert.ToHexStringLower(results);
        if (!_typeIndex.TryGetValue(key, out int index))
        {
            index = _typeIndex.Count;
            _typeIndex.Add(key, index);
            _types.WriteByte(0x60);
            _types.WriteSized(parameters);
            _types.WriteSized(results);
        }

        return index;
    }
}
