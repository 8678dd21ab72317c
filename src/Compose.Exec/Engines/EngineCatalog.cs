using System.Runtime.CompilerServices;
using Compose.Engine;
using Compose.Host.Clr;
using Compose.Host.Wasmtime;
using Compose.Host.Wasmtime.Loading;
using Compose.Plans;

namespace Compose.Exec.Engines;

/// <summary>
/// The engines that this program can run guests with. Each is opened in a method of its own, so that a run does not load
/// the assembly of the other.
/// </summary>
public static class EngineCatalog
{
    /// <summary>The engine of a run.</summary>
    /// <exception cref="ComposeException"><c>Exec.EngineConflict</c> when caller and plan contradict each other;
    /// <c>Exec.EngineMissing</c>, <c>Exec.EngineUnusable</c> where Wasmtime is asked for and is not to be had.</exception>
    public static ICoreEngine Open(EngineRequest request)
    {
        EngineChoice choice = Choose(request);
        return choice switch
        {
            EngineChoice.Clr => OpenClr(),
            EngineChoice.Wasmtime => OpenWasmtime(request, null),
            _ => OpenEither(request),
        };
    }

    /// <summary>Every engine, installed or not, in a fixed order.</summary>
    /// <param name="wasmtimePath">As <see cref="EngineRequest.WasmtimePath"/>.</param>
    public static IReadOnlyList<EngineStatus> List(string? wasmtimePath = null)
    {
        using ClrEngine clr = OpenClr();
        return [new EngineStatus("clr", clr.Info, "embedded", null), StatusOfWasmtime(wasmtimePath)];
    }

    private static EngineChoice Choose(EngineRequest request)
    {
        EngineChoice? asked = request.Choice ?? (string.IsNullOrEmpty(request.WasmtimePath) ? null : EngineChoice.Wasmtime);
        EngineChoice? required = request.Required switch
        {
            PlanEngine.Clr => EngineChoice.Clr,
            PlanEngine.Wasmtime => EngineChoice.Wasmtime,
            _ => null,
        };
        if (required is { } one && asked is { } other and not EngineChoice.Auto && one != other)
        {
            throw new ComposeException(
                ErrorCodes.Exec.EngineConflict,
                $"the plan's policy asks for the engine '{Name(one)}', and --engine for '{Name(other)}'",
                hint: $"run it with --engine {Name(one)}, or change the plan");
        }

        return required ?? asked ?? EngineChoice.Clr;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ClrEngine OpenClr() => new();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WasmtimeEngine OpenWasmtime(EngineRequest request, WasmtimeLocation? found) => new(new WasmtimeOptions
    {
        Location = found ?? WasmtimeLibrary.Find(request.WasmtimePath) ?? throw new ComposeException(WasmtimeLibrary.Missing()),
        Cache = request.CacheRoot is { } root ? new CodeCache(root, request.OnNotice) : null,
    });

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ICoreEngine OpenEither(EngineRequest request)
    {
        if (WasmtimeLibrary.Find(request.WasmtimePath) is { } found)
        {
            return OpenWasmtime(request, found);
        }

        request.OnNotice?.Invoke(WasmtimeLibrary.Missing() with
        {
            Message = $"Wasmtime is not installed ({WasmtimeLibrary.FileName}): the embedded engine runs this",
            Hint = $"name its library with --wasmtime or {WasmtimeLibrary.Variable}",
            IsWarning = true,
        });
        return OpenClr();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static EngineStatus StatusOfWasmtime(string? path)
    {
        try
        {
            if (WasmtimeLibrary.Find(path) is not { } found)
            {
                return new EngineStatus("wasmtime", null, null, WasmtimeLibrary.Missing());
            }

            using var engine = new WasmtimeEngine(new WasmtimeOptions { Location = found });
            return new EngineStatus("wasmtime", engine.Info, $"{found.Path} ({found.OriginText})", null);
        }
        catch (ComposeException failure)
        {
            return new EngineStatus("wasmtime", null, null, failure.Error);
        }
    }

    private static string Name(EngineChoice choice) => choice.ToString().ToLowerInvariant();
}
