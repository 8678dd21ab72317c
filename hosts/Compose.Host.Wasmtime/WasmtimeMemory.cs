using Compose.Engine;
using Compose.Host.Wasmtime.Native;
using Compose.Wasm.Core;

namespace Compose.Host.Wasmtime;

/// <summary>
/// A linear memory. Base and length are read from where <see cref="LinearMemory"/> keeps them, so they are right at once
/// after a growth; memories of the pool are asked of the library each time.
/// </summary>
internal sealed unsafe class WasmtimeMemory : CoreMemory
{
    private readonly NativeLinear* _linear;
    private ItemRef _native;

    public WasmtimeMemory(WasmtimeStore store, MemoryType type, ItemRef native)
    {
        Owner = store;
        Type = type;
        _native = native;
        _linear = store.FindMemory(Api.MemoryData(store.Context, &native));
    }

    public WasmtimeStore Owner { get; }

    public ItemRef Native => _native;

    public override ICoreStore Store => Owner;

    public override MemoryType Type { get; }

    public override ulong ByteLength
    {
        get
        {
            Owner.ThrowIfDisposed();
            if (_linear is not null)
            {
                return _linear->Length;
            }

            ItemRef native = _native;
            return Api.MemoryDataSize(Owner.Context, &native);
        }
    }

    public override byte* Base
    {
        get
        {
            Owner.ThrowIfDisposed();
            if (_linear is not null)
            {
                return _linear->Base;
            }

            ItemRef native = _native;
            return Api.MemoryData(Owner.Context, &native);
        }
    }

    public override Span<byte> Slice(ulong offset, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ulong all = ByteLength;
        if ((ulong)length > all || offset > all - (ulong)length)
        {
            throw new CoreTrapException(TrapCode.MemoryOutOfBounds);
        }

        return new Span<byte>(Base + offset, length);
    }

    public override long Grow(ulong pages)
    {
        using WasmtimeStore.Visit visit = Owner.Begin();
        ItemRef native = _native;
        ulong former;
        nint error = Api.MemoryGrow(Owner.Context, &native, pages, &former);
        if (error == 0)
        {
            return (long)former;
        }

        Api.ErrorDelete(error);
        return -1;
    }
}
