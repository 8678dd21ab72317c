using Compose.Engine;

namespace Compose.Host.Clr.Code;

/// <summary>
/// Where the traps and calls of a function's code lie in its module. Made by translating the function once more, when a
/// backtrace is asked for: the numbers that traps carry are counted the same way each time.
/// </summary>
internal sealed class CodeMap
{
    /// <summary>Functions with more code than this are not read again.</summary>
    private const int MaxBytes = 256 << 10;

    private readonly List<Place> _sites = [];
    private readonly List<(TrapCode Code, Place Place)> _possible = [];
    private readonly List<(CallKind Kind, int Callee, Place Place)> _calls = [];
    private readonly List<(int Function, Place Call)> _inlined = [];

    /// <summary>How a call names what it calls.</summary>
    public enum CallKind
    {
        /// <summary>A function of the module, by its index.</summary>
        Direct,

        /// <summary>An imported function.</summary>
        Import,

        /// <summary>Through a table or a reference.</summary>
        Indirect,
    }

    /// <summary>An instruction: its offset in the module, or -1, and the number of the inlined function that it is in, or -1.</summary>
    public readonly record struct Place(long Offset, int Inlined);

    /// <summary>The map of a function; null for giants.</summary>
    public static CodeMap? Of(ClrModule code, int function)
    {
        if (code.Module.BodyOf(function).CodeLength > MaxBytes)
        {
            return null;
        }

        var map = new CodeMap();
        new FunctionTranslator(code, function, map).Translate();
        return map;
    }

    /// <summary>A trap with a number of its own; they come in order.</summary>
    public void AddSite(Place place) => _sites.Add(place);

    /// <summary>A trap that shares its code with others of its kind, or that the processor or an operation raises.</summary>
    public void AddPossible(TrapCode code, Place place) => _possible.Add((code, place));

    public void AddCall(CallKind kind, int callee, Place place) => _calls.Add((kind, callee, place));

    /// <summary>A function whose code stands in the place of a call; its number.</summary>
    public int AddInlined(int function, Place call)
    {
        _inlined.Add((function, call));
        return _inlined.Count - 1;
    }

    /// <summary>Where trap number <paramref name="site"/> is.</summary>
    public Place OfSite(int site) => site < _sites.Count ? _sites[site] : new Place(-1, -1);

    /// <summary>Where a trap without a number is: known if only one instruction can raise it.</summary>
    public Place OfTrap(TrapCode code)
    {
        var only = new Place(-1, -1);
        foreach ((TrapCode each, Place place) in _possible)
        {
            if (each == code)
            {
                if (only.Offset >= 0)
                {
                    return new Place(-1, -1);
                }

                only = place;
            }
        }

        return only;
    }

    /// <summary>
    /// Where the call of the next inner frame is: known if only one can be it. <paramref name="callee"/> is a function of
    /// the same module, or -1 for one of elsewhere.
    /// </summary>
    public Place OfCall(int callee) => callee >= 0
        ? Only(CallKind.Direct, callee) ?? Only(CallKind.Indirect, -1) ?? new Place(-1, -1)
        : Only(CallKind.Import, -1) ?? Only(CallKind.Indirect, -1) ?? new Place(-1, -1);

    /// <summary>Adds the frames at a place, inlined functions first.</summary>
    public void AddFrames(ClrModule code, int function, Place place, List<WasmFrame> frames)
    {
        while (place.Inlined >= 0)
        {
            (int inner, Place call) = _inlined[place.Inlined];
            frames.Add(code.FrameOf(inner, place.Offset));
            place = call;
        }

        frames.Add(code.FrameOf(function, place.Offset));
    }

    // Null if there is no such call; the offset is -1 if there are several.
    private Place? Only(CallKind kind, int callee)
    {
        Place? only = null;
        foreach ((CallKind each, int target, Place place) in _calls)
        {
            if (each == kind && (callee < 0 || target == callee))
            {
                if (only is { } other)
                {
                    return new Place(-1, other.Inlined == place.Inlined ? place.Inlined : -1);
                }

                only = place;
            }
        }

        return only;
    }
}
