using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Compose.Engine;
using Compose.Host.Clr.Code;
using Compose.Host.Clr.Native;
using Compose.Wasm.Core;

namespace Compose.Host.Clr;

/// <summary>
/// An instance: its native part (see <see cref="InstanceLayout"/>), and the objects of its index spaces. Functions get
/// an object only when one is asked for.
/// </summary>
internal sealed unsafe partial class ClrInstance : ICoreInstance, IFunctionOwner, INativePart
{
    private readonly Dictionary<int, ClrFunction> _functions = [];
    private readonly ClrFunction[] _importedFunctions;
    private readonly ClrMemory[] _memories;
    private readonly ClrTable[] _tables;
    private readonly ClrGlobal?[] _globals;
    private readonly ClrTag[] _tags;
    private byte* _native;
    private NativeFunction* _records;

    public ClrStore ClrStore { get; }

    public ClrModule Code { get; }

    public ICoreModule Module => Code;

    private CoreModule Definition => Code.Module;

    private byte* NativePart
    {
        get
        {
            ObjectDisposedException.ThrowIf(_native is null, this);
            return _native;
        }
    }

    public bool TryGetExport(string name, [NotNullWhen(true)] out CoreExtern? value)
    {
        if (!Code.TryFindExport(name, out int index))
        {
            value = null;
            return false;
        }

        value = ExportAt(index);
        return true;
    }

    public CoreExtern ExportAt(int exportIndex)
    {
        Export export = Definition.Exports[exportIndex];
        return export.Kind switch
        {
            ExternKind.Function => FunctionAt(export.Index),
            ExternKind.Memory => _memories[export.Index],
            ExternKind.Table => _tables[export.Index],
            ExternKind.Global => GlobalAt(export.Index),
            _ => _tags[export.Index],
        };
    }

    public CoreFunction FunctionAt(int index) => Function(index);

    public CoreMemory MemoryAt(int index) => _memories[index];

    public CoreTable TableAt(int index) => _tables[index];

    public CoreTag TagAt(int index) => _tags[index];

    public CoreGlobal GlobalAt(int index)
    {
        if (_globals[index] is { } known)
        {
            return known;
        }

        GlobalType type = Definition.Globals[index].Type;
        var global = new ClrGlobal(ClrStore, type, Canonical(type.Value), (ulong*)(NativePart + Code.Layout.GlobalOffset(index)));
        ClrStore.Own(global);
        return _globals[index] = global;
    }

    internal ClrMemory Memory(int index) => _memories[index];

    internal ClrTable Table(int index) => _tables[index];

    internal ClrTag Tag(int index) => _tags[index];

    internal ClrFunction Function(int index)
    {
        if (index < _importedFunctions.Length)
        {
            return _importedFunctions[index];
        }

        if (!_functions.TryGetValue(index, out ClrFunction? function))
        {
            function = new ClrGuestFunction(this, index);
            _functions.Add(index, function);
        }

        return function;
    }

    /// <summary>The record of a function by index, filled in when it is first asked for.</summary>
    internal NativeFunction* RecordOf(int index)
    {
        if (index < _importedFunctions.Length)
        {
            return _importedFunctions[index].Record;
        }

        byte* native = NativePart;
        if (_records is null)
        {
            _records = (NativeFunction*)NativeMemory.AllocZeroed((nuint)Definition.Bodies.Length, NativeFunction.Size);
        }

        NativeFunction* record = _records + (index - _importedFunctions.Length);
        if (record->Context is null)
        {
            record->Index = index;
            record->TypeId = Code.TypeIdOf(Definition.FunctionTypeIndexes[index]);
            record->Code = Code.TryGetCode(index, CodeTier.Quick);
            record->Context = (nint*)native;
        }

        return record;
    }

    /// <summary>The optimised code of a defined function; who calls its record gets it from now on.</summary>
    internal nint FinalCodeOf(int index)
    {
        nint code = Code.GetCode(index, CodeTier.Final);
        if (_records is not null)
        {
            NativeFunction* record = _records + (index - _importedFunctions.Length);
            if (record->Context is not null)
            {
                record->Code = code;
            }
        }

        return code;
    }

    /// <summary>
    /// Code that takes over from quick code at the head of a loop; or 0, when the loop is to go on for now: a function that is
    /// called often is optimised for its next call first, and the loop need not be a long one.
    /// </summary>
    internal nint LoopCodeOf(int index, int loop, int* countdown)
    {
        if (countdown[1] < Code.Engine.Tiering.ManyCalls || Code.TryGetCode(index, CodeTier.Final) != 0)
        {
            return Code.GetLoopCode(index, loop);
        }

        FinalCodeOf(index);
        countdown[0] = Code.PatienceOf(index);
        return 0;
    }

    nint IFunctionOwner.CodeOf(NativeFunction* function) => function->Code = Code.GetCode(function->Index, CodeTier.Quick);

    nint IFunctionOwner.FinalCodeOf(NativeFunction* function) => function->Code = Code.GetCode(function->Index, CodeTier.Final);

    ClrFunction IFunctionOwner.FunctionOf(NativeFunction* function) => Function(function->Index);

    void INativePart.Free()
    {
        NativeMemory.Free(_records);
        NativeMemory.AlignedFree(_native);
        _records = null;
        _native = null;
    }

    private ValType Canonical(ValType type) => TypeInterner.Canonical(type, Code.TypeIds);
}
