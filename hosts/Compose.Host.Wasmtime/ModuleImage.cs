using System.Globalization;
using Compose.Wasm;
using Compose.Wasm.Core;

namespace Compose.Host.Wasmtime;

/// <summary>
/// The binary that the library is given in place of a module's own: the same, but every memory, table, global and tag is
/// exported, and every function that a reference can point to, since the library shows nothing of an instance but its
/// exports; and custom sections are left out, except a name by which frames find their module again.
/// </summary>
internal sealed class ModuleImage
{
    private const byte CustomSection = 0;
    private const byte ExportSection = 7;
    private const byte CodeSection = 10;

    private ModuleImage(byte[] binary, long codeShift)
    {
        Binary = binary;
        CodeShift = codeShift;
    }

    /// <summary>Changes whenever the form does: part of the key of cached code.</summary>
    public const int Version = 1;

    public byte[] Binary { get; }

    /// <summary>How many bytes later than in the module's own binary its code lies.</summary>
    public long CodeShift { get; }

    /// <summary>Begins the names of added exports; no export of the module begins so.</summary>
    public static string PrefixFor(CoreModule module)
    {
        string prefix = "\u0001";
        while (HasPrefix(module, prefix))
        {
            prefix += '\u0001';
        }

        return prefix;
    }

    /// <summary>The name of an added export.</summary>
    public static string ExportName(string prefix, ExternKind kind, int index) =>
        string.Create(CultureInfo.InvariantCulture, $"{prefix}{(int)kind}{index}");

    public static ModuleImage Create(CoreModule module, Digest digest)
    {
        ReadOnlySpan<byte> source = module.Bytes.Span;
        var writer = new WasmWriter(source.Length + 4096);
        writer.WriteBytes(source[..8]);
        var reader = new WasmReader(source[8..], 8);
        bool exported = false;
        long shift = 0;
        while (!reader.AtEnd)
        {
            int start = 8 + reader.Position;
            byte id = reader.ReadByte();
            reader.ReadSizedSlice();
            int end = 8 + reader.Position;
            if (!exported && id is not CustomSection && IsAfterExports(id))
            {
                WriteExports(writer, module);
                exported = true;
            }

            if (id is CustomSection or ExportSection)
            {
                continue;
            }

            if (id == CodeSection)
            {
                shift = writer.Length - start;
            }

            writer.WriteBytes(source[start..end]);
        }

        if (!exported)
        {
            WriteExports(writer, module);
        }

        WriteName(writer, digest.Hex);
        return new ModuleImage(writer.ToArray(), shift);
    }

    /// <summary>Sections 0 to 7 and the tag section come before or are the exports; start, elements, data count, code, data after.</summary>
    private static bool IsAfterExports(byte id) => id is 8 or 9 or 10 or 11 or 12;

    private static bool HasPrefix(CoreModule module, string prefix)
    {
        foreach (Export export in module.Exports)
        {
            if (export.Name.StartsWith(prefix, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private static void WriteExports(WasmWriter writer, CoreModule module)
    {
        string prefix = PrefixFor(module);
        bool[] functions = ReferencedFunctions(module);
        int added = module.Memories.Length + module.Tables.Length + module.Globals.Length + module.Tags.Length;
        foreach (bool referenced in functions)
        {
            added += referenced ? 1 : 0;
        }

        int start = writer.BeginSection(ExportSection);
        writer.WriteVarU32(module.Exports.Length + added);
        foreach (Export export in module.Exports)
        {
            writer.WriteName(export.Name);
            writer.WriteByte((byte)export.Kind);
            writer.WriteVarU32(export.Index);
        }

        Add(ExternKind.Memory, module.Memories.Length);
        Add(ExternKind.Table, module.Tables.Length);
        Add(ExternKind.Global, module.Globals.Length);
        Add(ExternKind.Tag, module.Tags.Length);
        for (int i = 0; i < functions.Length; i++)
        {
            if (functions[i])
            {
                AddOne(ExternKind.Function, i);
            }
        }

        writer.EndSized(start);

        void Add(ExternKind kind, int count)
        {
            for (int i = 0; i < count; i++)
            {
                AddOne(kind, i);
            }
        }

        void AddOne(ExternKind kind, int index)
        {
            writer.WriteName(ExportName(prefix, kind, index));
            writer.WriteByte((byte)kind);
            writer.WriteVarU32(index);
        }
    }

    private static void WriteName(WasmWriter writer, string name)
    {
        int section = writer.BeginSection(CustomSection);
        writer.WriteName(CoreNames.SectionName);
        writer.WriteByte(0);
        int content = writer.BeginSized();
        writer.WriteName(name);
        writer.EndSized(content);
        writer.EndSized(section);
    }

    /// <summary>Functions that segments, globals or tables refer to: only those can become references, with the exported ones.</summary>
    private static bool[] ReferencedFunctions(CoreModule module)
    {
        var functions = new bool[module.FunctionCount];
        foreach (ElementSegment segment in module.Elements)
        {
            if (segment.HasExpressions)
            {
                foreach (ConstantExpression item in module.ExpressionsOf(segment))
                {
                    Mark(module, item, functions);
                }
            }
            else
            {
                foreach (int index in module.FunctionIndexesOf(segment))
                {
                    functions[index] = true;
                }
            }
        }

        foreach (GlobalDefinition global in module.Globals)
        {
            Mark(module, global.Initial, functions);
        }

        foreach (TableDefinition table in module.Tables)
        {
            Mark(module, table.Initial, functions);
        }

        return functions;
    }

    private static void Mark(CoreModule module, ConstantExpression expression, bool[] functions)
    {
        if (expression.IsEmpty)
        {
            return;
        }

        OperatorReader operators = module.OperatorsOf(expression);
        while (operators.MoveNext())
        {
            if (operators.Opcode == Opcode.RefFunc)
            {
                functions[operators.Index] = true;
            }
        }
    }
}
