namespace Compose.Plans;

/// <summary>What one phase found.</summary>
/// <param name="Phase">The phase.</param>
/// <param name="Ran">False if an earlier phase left it nothing to look at, or if it was not asked for.</param>
/// <param name="Errors">Errors in the order of the plan.</param>
/// <param name="Warnings">Warnings in the order of the plan.</param>
public sealed record PhaseReport(PlanPhase Phase, bool Ran, IReadOnlyList<ComposeError> Errors, IReadOnlyList<ComposeError> Warnings)
{
    /// <summary>The letter of the phase: A to F.</summary>
    public char Letter => (char)('A' + (int)Phase);

    /// <summary>The name that <c>--phase</c> and <c>--until</c> take.</summary>
    public string Name => NameOf(Phase);

    /// <summary>What the phase looks at, in a few words.</summary>
    public string Title => Phase switch
    {
        PlanPhase.Schema => "schema and canonical form",
        PlanPhase.Availability => "components are here, by digest",
        PlanPhase.Shape => "types and resource identity",
        PlanPhase.Graph => "instances, wires and exports",
        PlanPhase.Policy => "capabilities and limits",
        _ => "every import is met",
    };

    public static string NameOf(PlanPhase phase) => phase switch
    {
        PlanPhase.Schema => "schema",
        PlanPhase.Availability => "availability",
        PlanPhase.Shape => "shape",
        PlanPhase.Graph => "graph",
        PlanPhase.Policy => "policy",
        _ => "dry-link",
    };

    /// <summary>Reads the name, letter or number (from 1) of a phase.</summary>
    public static bool TryParse(string text, out PlanPhase phase)
    {
        for (phase = PlanPhase.Schema; phase <= PlanPhase.DryLink; phase++)
        {
            if (text == NameOf(phase) || text == ((int)phase + 1).ToString(System.Globalization.CultureInfo.InvariantCulture) || (text.Length == 1 && char.ToUpperInvariant(text[0]) == 'A' + (int)phase))
            {
                return true;
            }
        }

        phase = PlanPhase.Schema;
        return false;
    }
}
