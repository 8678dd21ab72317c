using Compose.Engine;
using Compose.Host.Wasmtime.Native;
using Compose.Wasm.Core;

namespace Compose.Host.Wasmtime;

/// <summary>Instances, and what the host makes itself.</summary>
internal sealed unsafe partial class WasmtimeStore
{
    /// <summary>Above so many tables that can grow, none may any more.</summary>
    private const int MaxGrowingTables = 1000;

    private readonly List<ItemRef> _growingTables = [];
    private ulong _fixedElements;

    /// <summary>Inside of a store without running a guest: memories that are made or grown are this store's.</summary>
    public readonly struct Visit(WasmtimeStore? before) : IDisposable
    {
        public void Dispose() => Activation.Store = before;
    }

    public Visit Begin()
    {
        ThrowIfDisposed();
        var visit = new Visit(Activation.Store);
        Activation.Store = this;
        return visit;
    }

    public ICoreInstance Instantiate(ICoreModule module, ReadOnlySpan<CoreExtern> imports, CoreTask task)
    {
        ThrowIfDisposed();
        if (module is not WasmtimeModule code || code.Engine != Engine)
        {
            throw new ArgumentException("the module was compiled by another engine", nameof(module));
        }

        if (task is not WasmtimeTask own || own.Owner != this)
        {
            throw new ArgumentException("the task belongs to another store", nameof(task));
        }

        CoreModule definition = code.Module;
        if (imports.Length != definition.Imports.Length)
        {
            throw new ComposeException(
                ErrorCodes.Exec.LinkFailed, $"the module has {definition.Imports.Length} imports and was given {imports.Length}");
        }

        Bind(Options.Fuel || code.Options.Fuel);
        if (code.Options.Fuel && !Native.Profile.Fuel)
        {
            throw new InvalidOperationException("the module counts fuel and the store does not: set StoreOptions.Fuel");
        }

        Extern[] given = imports.Length == 0 ? [] : new Extern[imports.Length];
        for (int i = 0; i < given.Length; i++)
        {
            given[i] = Import(definition.Imports[i], imports[i]);
        }

        IsResumable |= code.Options.Resumable;
        _modules[code.Digest.Hex] = code;
        AllowTables(definition);
        InstanceRef native = Make(code, given, own);
        var instance = new WasmtimeInstance(this, code, imports, native);
        CountTables(definition, instance);
        return instance;
    }

    public CoreMemory CreateMemory(MemoryType type)
    {
        using Visit visit = Begin();
        nint context = Context;
        nint native;
        nint error = Api.MemoryTypeNew(
            type.Limits.Minimum, type.Limits.Maximum is not null, type.Limits.Maximum ?? 0, type.Is64, type.Limits.IsShared, (byte)type.PageSizeLog2, &native);
        if (error != 0)
        {
            throw new ArgumentException(Errors.Take(error), nameof(type));
        }

        ItemRef memory;
        error = Api.MemoryNew(context, native, &memory);
        Api.MemoryTypeDelete(native);
        return error == 0
            ? new WasmtimeMemory(this, type, memory)
            : throw Exhausted($"a memory of {type.Limits.Minimum} pages is more than the limits allow: {Errors.Take(error)}");
    }

    public CoreTable CreateTable(TableType type, ulong initial)
    {
        using Visit visit = Begin();
        if (type.Limits.Minimum > uint.MaxValue || (Limits is { } limiter && !limiter.TableGrowing(0, type.Limits.Minimum, type.Limits.Maximum)))
        {
            throw Exhausted($"a table of {type.Limits.Minimum} elements is more than the limits allow");
        }

        nint context = Context;
        SetTableLimit(lifted: true);
        ItemRef table;
        string? failure;
        if (type.Is64)
        {
            var builder = new CoreModuleBuilder();
            builder.Export("x", ExternKind.Table, builder.DefineTable(type));
            table = ExportOf(CoreModuleReader.Read(builder.ToArray(), WasmFeatures.Wasm3), ExternKind.Table);
            failure = null;
        }
        else
        {
            var limits = new NativeLimits { Minimum = (uint)type.Limits.Minimum, Maximum = (uint)Math.Min(type.Limits.Maximum ?? uint.MaxValue, uint.MaxValue) };
            nint native = Api.TableTypeNew(NativeTypes.Of(Native.Handle, type.Element), &limits);
            Val value = ToVal(type.Element, Signature.KindOf(type.Element, null), new ReadOnlySpan<ulong>(ref initial));
            nint error = Api.TableNew(context, native, &value, &table);
            Api.TableTypeDelete(native);
            failure = error == 0 ? null : Errors.Take(error);
        }

        if (failure is not null)
        {
            throw Exhausted($"a table of {type.Limits.Minimum} elements cannot be made: {failure}");
        }

        var made = new WasmtimeTable(this, type, null, table);
        if (type.Is64 && initial != 0)
        {
            for (ulong i = 0; i < type.Limits.Minimum; i++)
            {
                made.Set(i, initial);
            }
        }

        Count(type, table);
        SetTableLimit(lifted: false);
        return made;
    }

    public CoreGlobal CreateGlobal(GlobalType type, ReadOnlySpan<ulong> initial)
    {
        using Visit visit = Begin();
        nint context = Context;
        nint native = Api.GlobalTypeNew(NativeTypes.Of(Native.Handle, type.Value), type.IsMutable ? (byte)1 : (byte)0);
        Val value = ToVal(type.Value, Signature.KindOf(type.Value, null), initial);
        ItemRef global;
        nint error = Api.GlobalNew(context, native, &value, &global);
        Api.GlobalTypeDelete(native);
        return error == 0 ? new WasmtimeGlobal(this, type, null, global) : throw new ArgumentException(Errors.Take(error), nameof(initial));
    }

    /// <summary>
    /// The library knows one limit for all tables of a store and does not ask. So what the limiter allows together is
    /// divided evenly among those that can grow; lifted while the host makes or grows one, for which the limiter was asked.
    /// </summary>
    public void SetTableLimit(bool lifted)
    {
        if (Limits is null || Limits.MaxTableElements == ulong.MaxValue)
        {
            // Counts of the library's own, not limits of ours: without this it stops at 10,000 instances.
            if (lifted)
            {
                Api.StoreLimiter(_handle!.DangerousGetHandle(), -1, long.MaxValue, long.MaxValue, long.MaxValue, long.MaxValue);
            }

            return;
        }

        ulong limit = long.MaxValue;
        if (!lifted)
        {
            ulong used = _fixedElements;
            foreach (ItemRef each in _growingTables)
            {
                ItemRef table = each;
                used += Api.TableSize(_context, &table);
            }

            ulong left = Limits.MaxTableElements > used ? Limits.MaxTableElements - used : 0;
            limit = _growingTables.Count is 0 or > MaxGrowingTables ? 0 : left / (ulong)_growingTables.Count;
        }

        Api.StoreLimiter(_handle!.DangerousGetHandle(), -1, (long)Math.Min(limit, long.MaxValue), long.MaxValue, long.MaxValue, long.MaxValue);
    }

    private Extern Import(Import import, CoreExtern? given)
    {
        if (given is null || given.Kind != import.Kind)
        {
            throw Mismatch(import, $"a {Name(import.Kind)} is wanted, a {(given is null ? "null" : Name(given.Kind))} was given");
        }

        if (given.Store != this)
        {
            throw Mismatch(import, "it belongs to another store");
        }

        var item = new Extern { Kind = Extern.KindOf(import.Kind) };
        switch (given)
        {
            case WasmtimeFunction function:
                item.Func = function.Native;
                break;
            case WasmtimeMemory memory:
                item.Item = memory.Native;
                break;
            case WasmtimeTable table:
                item.Item = table.Native;
                break;
            case WasmtimeGlobal global:
                item.Item = global.Native;
                break;
            case WasmtimeTag tag:
                item.Item = tag.Item;
                break;
        }

        return item;
    }

    private InstanceRef Make(WasmtimeModule code, Extern[] imports, WasmtimeTask task)
    {
        // Segments and globals are initialised by guest code too, which checks epochs and burns fuel.
        LimiterRefused = false;
        InstanceRef instance;
        nint trap = 0;
        nint error;
        (WasmtimeStore?, WasmtimeTask?) before = Enter(task);
        try
        {
            CodeHandle module = code.CodeFor(Native);
            fixed (Extern* externs = imports)
            {
                error = Api.InstanceNew(_context, module, externs, (nuint)imports.Length, &instance, &trap);
            }

            if (trap != 0 || (error != 0 && _deferred is not null))
            {
                ThrowFailure(task, error, trap);
            }
        }
        finally
        {
            Leave(task, before);
            GC.KeepAlive(this);
        }

        return error == 0 ? instance : throw Refused(code, error);
    }

    private ComposeException Refused(WasmtimeModule code, nint error)
    {
        string message = Errors.Take(error);
        bool links = !LimiterRefused && message.Contains("incompatible import type", StringComparison.Ordinal);
        if (!links)
        {
            return Exhausted($"the module {code.Options.ModuleName ?? code.Digest.Hex[..12]} cannot be instantiated: {(LimiterRefused ? "a memory is more than the limits allow" : message)}");
        }

        return new ComposeException(ErrorCodes.Exec.LinkFailed, $"an import of the module does not match: {message}");
    }

    private void AllowTables(CoreModule module)
    {
        for (int i = module.ImportedTableCount; i < module.Tables.Length; i++)
        {
            Limits limits = module.Tables[i].Type.Limits;
            if (Limits is { } limiter && !limiter.TableGrowing(0, limits.Minimum, limits.Maximum))
            {
                throw Exhausted($"a table of {limits.Minimum} elements is more than the limits allow");
            }
        }

        if (module.Tables.Length > module.ImportedTableCount)
        {
            SetTableLimit(lifted: true);
        }
    }

    private void CountTables(CoreModule module, WasmtimeInstance instance)
    {
        if (Limits is null || module.Tables.Length == module.ImportedTableCount)
        {
            return;
        }

        for (int i = module.ImportedTableCount; i < module.Tables.Length; i++)
        {
            Count(module.Tables[i].Type, ((WasmtimeTable)instance.TableAt(i)).Native);
        }

        SetTableLimit(lifted: false);
    }

    private void Count(TableType type, ItemRef table)
    {
        if (type.Limits.Maximum == type.Limits.Minimum)
        {
            _fixedElements += type.Limits.Minimum;
        }
        else
        {
            _growingTables.Add(table);
        }
    }

    /// <summary>An item that a small module makes, where the C API has no constructor for its type.</summary>
    private ItemRef ExportOf(CoreModule module, ExternKind kind)
    {
        var code = (WasmtimeModule)Engine.Compile(module, CompileOptions.Default with { Validated = true });
        InstanceRef instance;
        nint trap = 0;
        nint error = Api.InstanceNew(Context, code.CodeFor(Native), null, 0, &instance, &trap);
        if (error != 0)
        {
            throw Exhausted($"a {Name(kind)} cannot be made: {Errors.Take(error)}");
        }

        Extern item;
        fixed (byte* name = "x"u8)
        {
            Api.InstanceExportGet(_context, &instance, name, 1, &item);
        }

        return item.Item;
    }

    private static string Name(ExternKind kind) => kind.ToString().ToLowerInvariant();

    private static ComposeException Exhausted(string message) => new(ErrorCodes.Exec.ResourceExhausted, message);

    private static ComposeException Mismatch(Import import, string reason) =>
        new(ErrorCodes.Exec.LinkFailed, $"import '{import.Module}' '{import.Name}' does not match: {reason}");
}
