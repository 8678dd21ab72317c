namespace Compose.Runtime.Linking;

/// <summary>A component as a value: its plan, and the scope that its outer aliases reach.</summary>
internal sealed record ComponentClosure(ComponentPlan Plan, Frame? Outer);
