using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Compose.Engine;
using Compose.Host.Clr.Code;
using Compose.Wasm.Core;

namespace Compose.Host.Clr;

/// <summary>
/// A module and its code, which all instances share. Functions are compiled when first called, and better when they are
/// called often; the addresses stand in a native table that compiled code reads. The code lives as long as this object, and instances keep it alive.
/// </summary>
internal sealed unsafe partial class ClrModule : ICoreModule
{
    private const string NamePrefix = "wasm_";
    private const int LargeFrame = 32 << 10;

    private static readonly ConcurrentDictionary<int, WeakReference<ClrModule>> s_modules = new();
    private static int s_last;

    private readonly int _serial;
    private readonly nint* _code;
    private readonly object?[] _roots;

    /// <summary>A <see cref="CodeTier"/> for each defined function.</summary>
    private readonly byte[] _tiers;
    private readonly byte[] _inlinable;
    private readonly Lock[] _locks;
    private int _compiledCount;
    private readonly Lock _dataLock = new();
    private readonly List<nint> _data = [];
    private readonly Dictionary<ulong, nint> _pool = [];
    private readonly Shape?[] _shapes;
    private readonly Lazy<CoreNames> _names;
    private Dictionary<string, int>? _exports;

    public ClrModule(ClrEngine engine, CoreModule module, CompileOptions options)
    {
        Engine = engine;
        Module = module;
        Options = options;
        Layout = new InstanceLayout(module);
        TypeIds = ClrEngine.Types.Intern(module.Types.AsSpan());
        _shapes = new Shape?[module.Types.Length];
        _roots = new object?[module.Bodies.Length];
        _tiers = new byte[module.Bodies.Length];
        _inlinable = new byte[module.Bodies.Length];
        _locks = new Lock[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Clamp(module.Bodies.Length, 1, 256))];
        for (int i = 0; i < _locks.Length; i++)
        {
            _locks[i] = new Lock();
        }

        _names = new Lazy<CoreNames>(() => new CoreNames(module));
        _code = (nint*)NativeMemory.AllocZeroed((nuint)Math.Max(1, module.Bodies.Length), (nuint)sizeof(nint));
        _serial = Interlocked.Increment(ref s_last);
        s_modules[_serial] = new WeakReference<ClrModule>(this);
    }

    ~ClrModule()
    {
        s_modules.TryRemove(_serial, out _);
        if (TypeIds is not null)
        {
            // Stores keep the modules of their instances alive, so nobody compares these numbers any more.
            ClrEngine.Types.Release(Module.Types.AsSpan(), TypeIds);
        }

        NativeMemory.Free(_code);
        foreach (nint data in _data)
        {
            NativeMemory.Free((void*)data);
        }
    }

    public ClrEngine Engine { get; }

    public CoreModule Module { get; }

    public CompileOptions Options { get; }

    public InstanceLayout Layout { get; }

    /// <summary>Canonical ids by type index.</summary>
    public int[] TypeIds { get; }

    /// <summary>Functions compiled so far.</summary>
    public int CompiledCount => _compiledCount;

    /// <summary>Whether calls of a defined function are replaced by its code.</summary>
    public bool IsInlinable(int function)
    {
        ref byte known = ref _inlinable[function - Module.ImportedFunctionCount];
        if (known == 0)
        {
            known = InlineFacts.IsInlinable(Module, function) ? (byte)1 : (byte)2;
        }

        return known == 1;
    }

    /// <summary>The value of a global that is the same in all instances: immutable, and set to a plain number.</summary>
    public bool TryGetConstant(int global, out long value)
    {
        value = 0;
        if (global < Module.ImportedGlobalCount || Module.Globals[global] is not { Type.IsMutable: false } definition)
        {
            return false;
        }

        OperatorReader operators = Module.OperatorsOf(definition.Initial);
        if (!operators.MoveNext() || operators.Opcode is not (Opcode.I32Const or Opcode.I64Const))
        {
            return false;
        }

        value = operators.Opcode == Opcode.I32Const ? operators.I32 : operators.I64;
        return operators.MoveNext() && operators.Opcode == Opcode.End;
    }

    public Shape ShapeOfType(int typeIndex) => _shapes[typeIndex] ??= Shape.Of(Module.FuncTypeAt(typeIndex));

    public Shape ShapeOfFunction(int function) => ShapeOfType(Module.FunctionTypeIndexes[function]);

    public int TypeIdOf(int typeIndex) => TypeIds[typeIndex];

    /// <summary>The elements of the table all have exactly the type, so an indirect call need not compare.</summary>
    public bool IsCheckedByTable(int table, int typeIndex)
    {
        ValType element = Module.Tables[table].Type.Element;
        return element.Heap.IsConcrete && ClrEngine.Types.IsSubtype(TypeIds[element.Heap.TypeIndex], TypeIds[typeIndex]);
    }

    /// <summary>Address of a word with code to call for a defined function: its own, or a <see cref="Shape.Resolver"/>.</summary>
    public nint CodeSlotOf(int function)
    {
        nint* slot = _code + (function - Module.ImportedFunctionCount);
        if (*slot == 0)
        {
            Interlocked.CompareExchange(ref *slot, ShapeOfFunction(function).Resolver, 0);
        }

        return (nint)slot;
    }

    /// <summary>A defined function's code, or 0 when there is none as good as that yet.</summary>
    public nint TryGetCode(int function, CodeTier tier)
    {
        int index = function - Module.ImportedFunctionCount;
        return Volatile.Read(ref _tiers[index]) >= (byte)tier ? _code[index] : 0;
    }

    /// <summary>A defined function's code, at least as good as that; compiles it if need be. Thread-safe.</summary>
    public nint GetCode(int function, CodeTier tier)
    {
        nint code = TryGetCode(function, tier);
        return code != 0 ? code : Compile(function, tier);
    }

    public string MethodNameOf(int function) => $"{NamePrefix}{_serial:x}_{function}";

    /// <summary>Whether <see cref="MethodNameOf"/> made the name; the module is null if it is gone.</summary>
    public static bool TryParseName(string methodName, out ClrModule? module, out int function)
    {
        module = null;
        function = 0;
        if (!methodName.StartsWith(NamePrefix, StringComparison.Ordinal))
        {
            return false;
        }

        int last = methodName.LastIndexOf('_');
        if (last < NamePrefix.Length
            || !int.TryParse(methodName.AsSpan(NamePrefix.Length, last - NamePrefix.Length), System.Globalization.NumberStyles.HexNumber, null, out int serial)
            || !int.TryParse(methodName.AsSpan(last + 1), out function))
        {
            return false;
        }

        if (s_modules.TryGetValue(serial, out WeakReference<ClrModule>? reference))
        {
            reference.TryGetTarget(out module);
        }

        return true;
    }

    /// <summary>A frame of a function at an offset in the module, or -1.</summary>
    public WasmFrame FrameOf(int function, long offset)
    {
        CoreNames names = _names.Value;
        return new WasmFrame(names.ModuleName ?? Options.ModuleName, function, names.FunctionName(function), offset);
    }

    public bool TryFindExport(string name, out int exportIndex)
    {
        if (_exports is null)
        {
            var exports = new Dictionary<string, int>(Module.Exports.Length, StringComparer.Ordinal);
            for (int i = 0; i < Module.Exports.Length; i++)
            {
                exports[Module.Exports[i].Name] = i;
            }

            _exports = exports;
        }

        return _exports.TryGetValue(name, out exportIndex);
    }

    /// <summary>Address of a constant in memory.</summary>
    public nint PoolAddressOf(ulong bits)
    {
        lock (_dataLock)
        {
            if (!_pool.TryGetValue(bits, out nint address))
            {
                address = (nint)NativeMemory.Alloc(8);
                *(ulong*)address = bits;
                _data.Add(address);
                _pool.Add(bits, address);
            }

            return address;
        }
    }

    /// <summary>A copy of a table in memory that lives as long as the code.</summary>
    public nint AllocateData(int[] table)
    {
        var address = (nint)NativeMemory.Alloc((nuint)table.Length, sizeof(int));
        table.CopyTo(new Span<int>((void*)address, table.Length));
        lock (_dataLock)
        {
            _data.Add(address);
        }

        return address;
    }

    private nint Compile(int function, CodeTier tier)
    {
        int index = function - Module.ImportedFunctionCount;
        lock (_locks[index & (_locks.Length - 1)])
        {
            nint code = TryGetCode(function, tier);
            if (code != 0)
            {
                return code;
            }

            nint countdown = tier == CodeTier.Quick ? CountdownOf(function) : 0;
            var translator = new FunctionTranslator(this, function, countdown: countdown);
            translator.Translate();
            (code, object root) = translator.Compile();
            long frame = FunctionTranslator.FrameEstimate(Module, function);
            if (frame > LargeFrame)
            {
                (code, object guard) = Stubs.MakeGuard(ShapeOfFunction(function), MethodNameOf(function), code, frame);
                root = (root, guard);
            }

            // In this order: what has a tier has its own code. Quick code may still be running when it is replaced.
            bool isFirst = _roots[index] is null;
            _roots[index] = (root, _roots[index]);
            Volatile.Write(ref _code[index], code);
            Volatile.Write(ref _tiers[index], (byte)(countdown == 0 ? CodeTier.Final : CodeTier.Quick));
            if (isFirst)
            {
                Interlocked.Increment(ref _compiledCount);
            }

            return code;
        }
    }
}
