namespace Compose.Runtime;

/// <summary>One imported host function of one running composition: the place where grants, budgets and events attach.</summary>
public sealed record HostEdge(InstancePath Caller, string ImportName, string FunctionName);
