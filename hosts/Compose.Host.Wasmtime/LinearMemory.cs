using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Compose.Engine;
using Compose.Host.Wasmtime.Native;

namespace Compose.Host.Wasmtime;

/// <summary>
/// Allocates the library's linear memories, so that every growth asks the store's limiter (the library's own limits are
/// fixed numbers for each memory) and the host reads base and length without a call.
/// </summary>
internal static unsafe class LinearMemory
{
    /// <summary>Room for a 64-bit memory that declares no maximum.</summary>
    private const ulong MaxCapacity64 = 1UL << 36;

    /// <summary>Makes this the allocator of engines made from the configuration.</summary>
    public static void SetCreator(nint config)
    {
        var creator = new MemoryCreator { New = &New };
        Api.ConfigMemoryCreator(config, &creator);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nint New(nint environment, nint type, nuint minimum, nuint maximum, nuint reserved, nuint guard, LinearMemoryCallbacks* result)
    {
        try
        {
            WasmtimeStore? store = Activation.Store;
            ulong most = maximum == nuint.MaxValue ? ulong.MaxValue : maximum;
            if (store?.Limits is { } limiter && !limiter.MemoryGrowing(0, minimum, most == ulong.MaxValue ? null : most))
            {
                store.LimiterRefused = true;
                return Errors.New("the limits do not allow the memory\0"u8);
            }

            ulong capacity = Math.Max((ulong)minimum, reserved);
            if (Api.MemoryTypeIs64(type))
            {
                capacity = Math.Max(capacity, Math.Min(most, MaxCapacity64));
            }

            capacity = (capacity + 0xffff) & ~0xffffUL;
            ulong whole = capacity + guard;
            byte* address = AddressSpace.Reserve(whole);
            if (address is null || !AddressSpace.Commit(address, (minimum + 0xffffUL) & ~0xffffUL))
            {
                if (address is not null)
                {
                    AddressSpace.Release(address, whole);
                }

                if (store is not null)
                {
                    store.LimiterRefused = true;
                }

                return Errors.New("no address space for the memory\0"u8);
            }

            var linear = (NativeLinear*)NativeMemory.Alloc((nuint)sizeof(NativeLinear));
            *linear = new NativeLinear { Base = address, Length = minimum, Capacity = capacity, Reserved = whole, Maximum = most };
            store?.AddMemory(linear);
            *result = new LinearMemoryCallbacks { Environment = (nint)linear, Get = &Get, Grow = &Grow, Finalizer = &Free };
            return 0;
        }
        catch (Exception e)
        {
            return Refuse(e);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static byte* Get(nint environment, nuint* bytes, nuint* capacity)
    {
        var linear = (NativeLinear*)environment;
        *bytes = (nuint)linear->Length;
        *capacity = (nuint)linear->Capacity;
        return linear->Base;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nint Grow(nint environment, nuint desired)
    {
        try
        {
            var linear = (NativeLinear*)environment;
            if (desired > linear->Capacity)
            {
                return Errors.New("no room to grow\0"u8);
            }

            IResourceLimiter? limiter = Activation.Store?.Limits;
            if (limiter is not null && !limiter.MemoryGrowing(linear->Length, desired, linear->Maximum == ulong.MaxValue ? null : linear->Maximum))
            {
                return Errors.New("the limits do not allow it\0"u8);
            }

            if (!AddressSpace.Commit(linear->Base + linear->Length, (desired - linear->Length + 0xffffUL) & ~0xffffUL))
            {
                limiter?.MemoryGrowFailed(linear->Length, desired);
                return Errors.New("no memory to grow\0"u8);
            }

            linear->Length = desired;
            return 0;
        }
        catch (Exception e)
        {
            return Refuse(e);
        }
    }

    /// <summary>On whatever thread deletes the store.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Free(nint environment)
    {
        var linear = (NativeLinear*)environment;
        AddressSpace.Release(linear->Base, linear->Reserved);
        NativeMemory.Free(linear);
    }

    /// <summary>A limiter that throws refuses; what it threw comes out of the call once the guest is left.</summary>
    private static nint Refuse(Exception failure)
    {
        Activation.Store?.Defer(failure);
        return Errors.New("the limiter failed\0"u8);
    }
}
