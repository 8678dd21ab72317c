using Compose.Engine;
using Compose.Host.Wasmtime.Native;
using Compose.Wasm.Core;

namespace Compose.Host.Wasmtime;

/// <summary>A table.</summary>
internal sealed unsafe class WasmtimeTable : CoreTable
{
    private readonly SlotKind _kind;
    private ItemRef _native;

    public WasmtimeTable(WasmtimeStore store, TableType type, CoreModule? module, ItemRef native)
    {
        Owner = store;
        Type = type;
        _kind = Signature.KindOf(type.Element, module);
        _native = native;
    }

    public WasmtimeStore Owner { get; }

    public ItemRef Native => _native;

    public override ICoreStore Store => Owner;

    public override TableType Type { get; }

    public override ulong Length
    {
        get
        {
            ItemRef native = _native;
            return Api.TableSize(Owner.Context, &native);
        }
    }

    public override ulong Get(ulong index)
    {
        ItemRef native = _native;
        Val value;
        if (!Api.TableGet(Owner.Context, &native, index, &value))
        {
            throw new CoreTrapException(TrapCode.TableOutOfBounds);
        }

        ulong slot = 0;
        Owner.ToSlots(_kind, &value, new Span<ulong>(ref slot));
        return slot;
    }

    public override void Set(ulong index, ulong reference)
    {
        if (index >= Length)
        {
            throw new CoreTrapException(TrapCode.TableOutOfBounds);
        }

        ItemRef native = _native;
        Val value = Owner.ToVal(Type.Element, _kind, new ReadOnlySpan<ulong>(ref reference));
        nint error = Api.TableSet(Owner.Context, &native, index, &value);
        if (error != 0)
        {
            throw new ArgumentException(Errors.Take(error), nameof(reference));
        }
    }

    public override long Grow(ulong elements, ulong initial)
    {
        ulong before = Length;
        if (elements > 0 && Owner.Limits is { } limiter && !limiter.TableGrowing(before, checked(before + elements), Type.Limits.Maximum))
        {
            return -1;
        }

        using WasmtimeStore.Visit visit = Owner.Begin();
        Owner.SetTableLimit(lifted: true);
        ItemRef native = _native;
        Val value = Owner.ToVal(Type.Element, _kind, new ReadOnlySpan<ulong>(ref initial));
        ulong former;
        nint error = Api.TableGrow(Owner.Context, &native, elements, &value, &former);
        Owner.SetTableLimit(lifted: false);
        if (error == 0)
        {
            return (long)former;
        }

        Api.ErrorDelete(error);
        return -1;
    }
}
