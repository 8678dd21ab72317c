namespace Compose.Plans;

/// <summary>Which parameters a capability takes.</summary>
[Flags]
public enum CapabilityParameterKinds
{
    None = 0,
    Variables = 1,
    InitialDirectory = 2,
    Arguments = 4,
    Directories = 8,
    Allow = 16,
}
