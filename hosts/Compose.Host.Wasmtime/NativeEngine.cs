using System.Text;
using Compose.Host.Wasmtime.Loading;
using Compose.Host.Wasmtime.Native;

namespace Compose.Host.Wasmtime;

/// <summary>
/// One configured engine of the library. Wasmtime decides per engine what ours decides per module or task: whether fuel
/// is counted, how much stack guests may use, how memories are allocated. So there is one for each combination in use.
/// </summary>
internal sealed unsafe class NativeEngine
{
    private readonly Lazy<Digest> _settings;

    public NativeEngine(EngineProfile profile)
    {
        _settings = new(ReadSettings);
        Profile = profile;
        nint config = Api.ConfigNew();
        Api.ConfigConsumeFuel(config, profile.Fuel);
        Api.ConfigEpochInterruption(config, true);
        Api.ConfigMaxStack(config, (nuint)profile.StackBytes);
        Api.ConfigRelaxedSimd(config, true);
        Api.ConfigRelaxedSimdDeterministic(config, true);
        Api.ConfigTailCalls(config, true);
        Api.ConfigMultiMemory(config, true);
        Api.ConfigMemory64(config, true);
        Api.ConfigFunctionReferences(config, true);
        Api.ConfigGc(config, true);
        Api.ConfigExceptions(config, true);
        Api.ConfigThreads(config, false);
        Api.ConfigConcurrency(config, false);

        // Nobody unwinds guest frames but the library itself, and on macOS mach ports would take signals from .NET.
        Api.ConfigNativeUnwindInfo(config, OperatingSystem.IsWindows());
        Api.ConfigMachPorts(config, false);

        // Images mapped copy-on-write are for memories that the library maps itself; it stops the process otherwise.
        Api.ConfigMemoryInitCow(config, false);
        LinearMemory.SetCreator(config);
        Handle = new EngineHandle(Api.EngineNew(config));
    }

    public EngineProfile Profile { get; }

    public EngineHandle Handle { get; }

    /// <summary>Compiles a binary.</summary>
    /// <exception cref="ComposeException"><c>Component.Invalid</c> with the library's words.</exception>
    public static CodeHandle Compile(EngineHandle engine, ReadOnlySpan<byte> binary)
    {
        fixed (byte* bytes = binary)
        {
            nint error = Api.ModuleNew(engine, bytes, (nuint)binary.Length, out nint module);
            return error == 0 ? new CodeHandle(module) : throw Refused(Errors.Take(error));
        }
    }

    /// <summary>Gives the serialised form of a module to <paramref name="use"/>.</summary>
    public static T Serialize<T>(CodeHandle module, Use<T> use)
    {
        var bytes = default(ByteVec);
        nint error = Api.ModuleSerialize(module, &bytes);
        if (error != 0)
        {
            throw new InvalidOperationException("a module cannot be serialised: " + Errors.Take(error));
        }

        try
        {
            return use(bytes.Span);
        }
        finally
        {
            Api.ByteVecDelete(&bytes);
        }
    }

    /// <summary>A module from its serialised form, which must be authentic; null when it was made by another build or configuration.</summary>
    public static CodeHandle? Deserialize(EngineHandle engine, ReadOnlySpan<byte> serialized)
    {
        fixed (byte* bytes = serialized)
        {
            nint error = Api.ModuleDeserialize(engine, bytes, (nuint)serialized.Length, out nint module);
            if (error == 0)
            {
                return new CodeHandle(module);
            }

            Api.ErrorDelete(error);
            return null;
        }
    }

    /// <summary>Digest of what decides the code this engine makes: the library's build, target, processor features, settings.</summary>
    public Digest Settings => _settings.Value;

    private Digest ReadSettings()
    {
        using CodeHandle module = Compile(Handle, "\0asm\x1\0\0\0"u8);
        return Serialize(module, static bytes => Digest.Of([.. EngineSection.Find(bytes), .. Encoding.ASCII.GetBytes(WasmtimeLibrary.Identity ?? string.Empty)]));
    }

    /// <summary>A module that keeps to the specification can still pass a limit of the compiler.</summary>
    private static ComposeException Refused(string message)
    {
        bool limit = message.Contains("implementation limit", StringComparison.OrdinalIgnoreCase) || message.Contains("Unsupported feature", StringComparison.Ordinal)
            || message.Contains("too large", StringComparison.OrdinalIgnoreCase);
        return new ComposeException(
            limit ? ErrorCodes.Component.LimitExceeded : ErrorCodes.Component.Invalid,
            "the engine 'wasmtime' refuses the module: " + message,
            hint: limit ? "split the function, or choose another engine" : null);
    }

    /// <summary>Looks at bytes that are gone afterwards.</summary>
    public delegate T Use<out T>(ReadOnlySpan<byte> bytes);
}
