using Compose.Emit.Shapes;
using Compose.Emit.Stubs;

namespace Compose.Emit.Authority;

/// <summary>What it takes to deny an import inside the artifact.</summary>
/// <param name="NeedsHost">Some function can only trap; a host that knows of denials says more than that.</param>
/// <param name="Makes">Tracks of which handles would have to be made.</param>
internal sealed record Denial(bool NeedsHost, IReadOnlyList<string> Makes)
{
    public static Denial Of(ImportUnit import, string interfaceName)
    {
        bool traps = false;
        var makes = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var member in import.Instance!.Exports)
        {
            if (member.Type.AsFunc is not { } func)
            {
                continue;
            }

            var answer = DenialAnswers.For(interfaceName, member.Name, func);
            traps |= answer.Kind == AnswerKind.Trap;
            if (answer.Resource is { } resource && Track.TrackOf(import, resource) is { } track)
            {
                makes.Add(track);
            }
        }

        return new Denial(traps, [.. makes]);
    }
}
