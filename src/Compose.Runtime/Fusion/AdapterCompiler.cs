using Compose.Runtime.Abi;
using Compose.Wasm;
using Compose.Wasm.Core;

namespace Compose.Runtime.Fusion;

/// <summary>
/// Generates the core module of a fused adapter: one exported function with the core type of the lowered import that
/// calls the lifted function, moving values straight from one side's locals and memory to the other's. What core code
/// cannot do — handles, text — it imports (<see cref="AdapterImport"/>).
/// </summary>
/// <remarks>
/// Function indexes depend on which imports are used, so the body is generated twice: the first time to learn that.
/// </remarks>
internal sealed partial class AdapterCompiler
{
    private readonly AdapterKey _key;
    private readonly bool[] _used = new bool[(int)AdapterImport.CalleeFlags + 1];
    private readonly int[] _index = new int[(int)AdapterImport.CalleeFlags + 1];
    private List<AdapterCode> _helpers = [];
    private AdapterDirection _in;
    private AdapterDirection _out;
    private int _functionImports;

    private AdapterCompiler(AdapterKey key)
    {
        _key = key;
        _in = AdapterDirection.ToCallee(key);
        _out = AdapterDirection.ToCaller(key);
    }

    /// <summary>Types of more parts than this get no adapter.</summary>
    public const int MaxParts = 2_000;

    /// <summary>The name of the one export.</summary>
    public const string ExportName = "call";

    /// <summary>The binary of the adapter, and its imports in order (the flags of the entered instances as one item).</summary>
    public static (byte[] Binary, AdapterImport[] Imports) Compile(AdapterKey key)
    {
        var compiler = new AdapterCompiler(key);
        compiler.EmitBody();
        compiler.Number();
        compiler._helpers = [];
        compiler._in = AdapterDirection.ToCallee(key);
        compiler._out = AdapterDirection.ToCaller(key);
        AdapterCode body = compiler.EmitBody();
        return compiler.Assemble(body);
    }

    // Flags are always there: every adapter checks that the caller may leave and enters the callee.
    private int Use(AdapterImport import)
    {
        _used[(int)import] = true;
        return _index[(int)import];
    }

    private void Number()
    {
        int function = 0;
        for (AdapterImport import = AdapterImport.Callee; import <= AdapterImport.TranscodeToCaller; import++)
        {
            if (_used[(int)import])
            {
                _index[(int)import] = function++;
            }
        }

        _functionImports = function;
        int memory = 0;
        for (AdapterImport import = AdapterImport.CallerMemory; import <= AdapterImport.CalleeMemory; import++)
        {
            if (_used[(int)import])
            {
                _index[(int)import] = memory++;
            }
        }

        _index[(int)AdapterImport.CallerFlags] = 0;
        _index[(int)AdapterImport.CalleeFlags] = 1;
    }

    private (byte[] Binary, AdapterImport[] Imports) Assemble(AdapterCode body)
    {
        var module = new WasmWriter(1024);
        module.WriteModuleHeader();
        var types = new TypeSection();
        var imports = new List<AdapterImport>();
        var importSection = new WasmWriter();
        int importCount = 0;
        for (AdapterImport import = AdapterImport.Callee; import <= AdapterImport.CalleeFlags; import++)
        {
            bool isFlags = import is AdapterImport.CallerFlags or AdapterImport.CalleeFlags;
            if (!_used[(int)import] && !isFlags)
            {
                continue;
            }

            imports.Add(import);
            int times = import == AdapterImport.CalleeFlags ? Math.Max(1, _key.Entering) : 1;
            for (int i = 0; i < times; i++)
            {
                importCount++;
                importSection.WriteName(string.Empty);
                importSection.WriteName(import.ToString());
                WriteImport(importSection, import, types);
            }
        }

        int mainType = types.Index(LowerParameters, LowerResults);
        var functionTypes = new List<int> { mainType };
        foreach (AdapterCode helper in _helpers)
        {
            functionTypes.Add(types.Index(helper.Parameters, []));
        }

        types.Write(module);
        int start = module.BeginSection(2);
        module.WriteVarU32(importCount);
        module.WriteBytes(importSection.WrittenSpan);
        module.EndSized(start);
        start = module.BeginSection(3);
        module.WriteVarU32(functionTypes.Count);
        foreach (int type in functionTypes)
        {
            module.WriteVarU32(type);
        }

        module.EndSized(start);
        start = module.BeginSection(7);
        module.WriteVarU32(1);
        module.WriteName(ExportName);
        module.WriteByte(0);
        module.WriteVarU32(_functionImports);
        module.EndSized(start);
        start = module.BeginSection(10);
        module.WriteVarU32(1 + _helpers.Count);
        body.WriteBody(module);
        foreach (AdapterCode helper in _helpers)
        {
            helper.WriteBody(module);
        }

        module.EndSized(start);
        return (module.ToArray(), [.. imports]);
    }

    private void WriteImport(WasmWriter section, AdapterImport import, TypeSection types)
    {
        switch (import)
        {
            case AdapterImport.CallerMemory or AdapterImport.CalleeMemory:
                // No pages at least and no limit: the memory that is linked may be larger in both.
                bool is64 = import == AdapterImport.CallerMemory ? _key.Lower.Is64 : _key.Lift.Is64;
                section.WriteByte(2);
                section.WriteByte(is64 ? (byte)4 : (byte)0);
                section.WriteVarU32(0);
                return;
            case AdapterImport.CallerFlags or AdapterImport.CalleeFlags:
                section.WriteByte(3);
                section.WriteByte(AdapterCode.TypeCode(FlatKind.I32));
                section.WriteByte(1);
                return;
            default:
                (FlatKind[] parameters, FlatKind[] results) = SignatureOf(import, _key);
                section.WriteByte(0);
                section.WriteVarU32(types.Index(parameters, results));
                return;
        }
    }

    /// <summary>The core signature of an imported function.</summary>
    public static (FlatKind[] Parameters, FlatKind[] Results) SignatureOf(AdapterImport import, in AdapterKey key)
    {
        const FlatKind i32 = FlatKind.I32;
        const FlatKind i64 = FlatKind.I64;
        FlatKind caller = key.Lower.Pointer;
        FlatKind callee = key.Lift.Pointer;
        return import switch
        {
            AdapterImport.Callee => (key.Type.CoreParameters(key.Lift.Is64, false), key.Type.CoreResults(key.Lift.Is64, false)),
            AdapterImport.PostReturn => (key.Type.CoreResults(key.Lift.Is64, false), []),
            AdapterImport.CallerRealloc => ([caller, caller, caller, caller], [caller]),
            AdapterImport.CalleeRealloc => ([callee, callee, callee, callee], [callee]),
            AdapterImport.Trap or AdapterImport.Unlend => ([i32], []),
            AdapterImport.EnterScope or AdapterImport.CheckScope or AdapterImport.ExitScope => ([], []),
            AdapterImport.CopyToCallee or AdapterImport.CopyToCaller => ([i64, i64, i64], []),
            AdapterImport.MeasureToCallee or AdapterImport.MeasureToCaller => ([i64, i64], [i64]),
            AdapterImport.TranscodeToCallee or AdapterImport.TranscodeToCaller => ([i64, i64, i64, i64], [i64]),
            _ => ([i32, i32], [i32]),
        };
    }

    private FlatKind[] LowerParameters => _key.Type.CoreParameters(_key.Lower.Is64, lower: true);

    private FlatKind[] LowerResults => _key.Type.CoreResults(_key.Lower.Is64, lower: true);

    /// <summary>The function types of the module, each once.</summary>
    private sealed class TypeSection
    {
        private readonly List<byte[]> _types = [];

        public int Index(ReadOnlySpan<FlatKind> parameters, ReadOnlySpan<FlatKind> results)
        {
            var writer = new WasmWriter(32);
            writer.WriteByte(0x60);
            Write(writer, parameters);
            Write(writer, results);
            for (int i = 0; i < _types.Count; i++)
            {
                if (writer.WrittenSpan.SequenceEqual(_types[i]))
                {
                    return i;
                }
            }

            _types.Add(writer.ToArray());
            return _types.Count - 1;
        }

        public void Write(WasmWriter module)
        {
            int start = module.BeginSection(1);
            module.WriteVarU32(_types.Count);
            foreach (byte[] type in _types)
            {
                module.WriteBytes(type);
            }

            module.EndSized(start);
        }

        private static void Write(WasmWriter writer, ReadOnlySpan<FlatKind> kinds)
        {
            writer.WriteVarU32(kinds.Length);
            foreach (FlatKind kind in kinds)
            {
                writer.WriteByte(AdapterCode.TypeCode(kind));
            }
        }
    }
}
