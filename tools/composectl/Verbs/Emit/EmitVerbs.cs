using System.CommandLine;

namespace Compose.CommandLine;

/// <summary><c>emit build|key</c>.</summary>
internal static class EmitVerbs
{
    public static Command Create() => new("emit", "Turn a plan into one component.")
    {
        EmitBuildVerb.Create(),
        EmitKeyVerb.Create(),
    };

    public static Option<bool> Flat() => new("--flat")
    {
        Description = "For any host: plain WASI imports, merged; constant grants and denials compiled in.",
    };

    /// <summary>An error of a cache is a warning: the work is done all the same.</summary>
    public static Emit.EmitOptions Options(bool flat) => new() { Target = flat ? Emit.EmitTarget.Flat : Emit.EmitTarget.Aware };
}
