using System.Text;

namespace Compose.Wasm.Core;

/// <summary>
/// Function and module names from a module's name section, read when the first is asked for. The section is advice: one
/// that is absent or broken gives no names, or those before the break, and never an error (core specification 7.4.1).
/// Thread-safe.
/// </summary>
public sealed class CoreNames
{
    public const string SectionName = "name";

    private readonly CoreModule _module;
    private readonly Lazy<Dictionary<int, (int Offset, int Length)>> _functions;
    private readonly Lazy<Dictionary<int, (int Offset, int Length)>> _globals;

    public CoreNames(CoreModule module)
    {
        _module = module;
        _functions = new(() => ReadIndexed(1, module.FunctionCount));
        _globals = new(() => ReadIndexed(7, module.Globals.Length));
    }

    /// <summary>The module's own name, or null.</summary>
    public string? ModuleName
    {
        get
        {
            if (!TryFind(0, out WasmReader reader))
            {
                return null;
            }

            try
            {
                return reader.ReadName();
            }
            catch (ComposeException)
            {
                return null;
            }
        }
    }

    /// <summary>The name of a function, or null.</summary>
    public string? FunctionName(int functionIndex) =>
        _functions.Value.TryGetValue(functionIndex, out (int Offset, int Length) name)
            ? Encoding.UTF8.GetString(_module.Bytes.Span.Slice(name.Offset, name.Length))
            : null;

    /// <summary>The index of the global of a name, or -1.</summary>
    public int FindGlobal(string name)
    {
        foreach ((int index, (int offset, int length)) in _globals.Value)
        {
            if (Encoding.UTF8.GetString(_module.Bytes.Span.Slice(offset, length)) == name)
            {
                return index;
            }
        }

        return -1;
    }

    /// <summary>
    /// What to call a function in a message: its name, its import's names, an export's name, or <c>func[12]</c>.
    /// </summary>
    public string Describe(int functionIndex)
    {
        if (FunctionName(functionIndex) is { } name)
        {
            return name;
        }

        if (_module.IsImported(functionIndex))
        {
            foreach (Import import in _module.Imports)
            {
                if (import.Kind == ExternKind.Function && import.Index == functionIndex)
                {
                    return import.Module + "." + import.Name;
                }
            }
        }

        foreach (Export export in _module.Exports)
        {
            if (export.Kind == ExternKind.Function && export.Index == functionIndex)
            {
                return export.Name;
            }
        }

        return $"func[{functionIndex}]";
    }

    /// <summary>A subsection that names the items of an index space.</summary>
    private Dictionary<int, (int Offset, int Length)> ReadIndexed(byte subsection, int items)
    {
        var names = new Dictionary<int, (int, int)>();
        if (!TryFind(subsection, out WasmReader reader))
        {
            return names;
        }

        try
        {
            int count = reader.ReadCount(WasmLimits.Functions, "names", minimumBytes: 2);
            names.EnsureCapacity(count);
            for (int i = 0; i < count; i++)
            {
                uint index = reader.ReadVarU32();
                int length = reader.ReadNameBytes().Length;
                if (index < (uint)items)
                {
                    names.TryAdd((int)index, ((int)(reader.Offset - _module.BaseOffset) - length, length));
                }
            }
        }
        catch (ComposeException)
        {
            // Advice only: what was read so far stands.
        }

        return names;
    }

    private bool TryFind(byte subsection, out WasmReader found)
    {
        found = default;
        try
        {
            foreach (CustomSection section in _module.CustomSections)
            {
                if (section.Name != SectionName)
                {
                    continue;
                }

                var reader = new WasmReader(_module.BytesOf(section), _module.BaseOffset + section.Offset);
                while (!reader.AtEnd)
                {
                    byte id = reader.ReadByte();
                    WasmReader content = reader.ReadSizedSlice();
                    if (id == subsection)
                    {
                        found = content;
                        return true;
                    }
                }
            }
        }
        catch (ComposeException)
        {
            // Advice only.
        }

        return false;
    }
}
