// A library with the part of NVML that is used, for tests. It has two GPUs, and misbehaves as STUB says.
#include <signal.h>
#include <string.h>

#define SUCCESS 0
#define NOT_SUPPORTED 3
#define DRIVER_NOT_LOADED 9
#define GPU_IS_LOST 15

enum { OK, NO_DRIVER, NO_GPU, LOST_AND_BACK, COUNTS_NOT, ABSURD, CRASHES_LATER, TELLS_POWER_ALONE };
#ifndef STUB
#define STUB OK
#endif

typedef struct {
  unsigned index;
  unsigned reads;
} Gpu;

static Gpu gpus[2] = {{0, 0}, {1, 0}};

int nvmlInit_v2(void) { return STUB == NO_DRIVER ? DRIVER_NOT_LOADED : SUCCESS; }

int nvmlShutdown(void) { return SUCCESS; }

int nvmlDeviceGetCount_v2(unsigned* count) {
  *count = STUB == NO_GPU ? 0 : 2;
  return SUCCESS;
}

int nvmlDeviceGetHandleByIndex_v2(unsigned index, Gpu** gpu) {
  *gpu = &gpus[index];
  return SUCCESS;
}

int nvmlDeviceGetName(Gpu* gpu, char* name, unsigned bytes) {
  strncpy(name, gpu->index == 0 ? "Stub H0" : "Stub H1", bytes);
  return SUCCESS;
}

int nvmlDeviceGetPowerUsage(Gpu* gpu, unsigned* milliwatts) {
  gpu->reads++;
  if (STUB == CRASHES_LATER && gpu->reads > 3) raise(SIGSEGV);
  // Comes and goes.
  if (STUB == LOST_AND_BACK && gpu->index == 1 && gpu->reads % 8 < 4) return GPU_IS_LOST;
  *milliwatts = STUB == ABSURD ? 4000000000u : 350500 + 1000 * gpu->index;
  return SUCCESS;
}

int nvmlDeviceGetTotalEnergyConsumption(Gpu* gpu, unsigned long long* millijoules) {
  if (STUB == COUNTS_NOT) return NOT_SUPPORTED;
  // More than 32 bits.
  *millijoules = 5000000000000ull + gpu->reads;
  return SUCCESS;
}

int nvmlDeviceGetTemperature(Gpu* gpu, unsigned sensor, unsigned* celsius) {
  if (STUB == TELLS_POWER_ALONE || sensor != 0) return NOT_SUPPORTED;
  *celsius = 61 + gpu->index;
  return SUCCESS;
}

typedef struct {
  unsigned long long total, free, used;
} Memory;

int nvmlDeviceGetMemoryInfo(Gpu* gpu, Memory* memory) {
  (void)gpu;
  if (STUB == TELLS_POWER_ALONE) return NOT_SUPPORTED;
  // More than 32 bits.
  memory->total = 80ull << 30;
  memory->used = 9ull << 30;
  memory->free = memory->total - memory->used;
  return SUCCESS;
}

int nvmlDeviceGetClockInfo(Gpu* gpu, unsigned clock, unsigned* megahertz) {
  (void)gpu;
  if (STUB == TELLS_POWER_ALONE) return NOT_SUPPORTED;
  *megahertz = clock == 1 ? 1980 : clock == 2 ? 2619 : 0;
  return SUCCESS;
}

int nvmlDeviceGetTotalEccErrors(Gpu* gpu, unsigned error, unsigned counter, unsigned long long* count) {
  (void)gpu;
  if (STUB == TELLS_POWER_ALONE) return NOT_SUPPORTED;
  *count = counter != 1 ? 0 : error == 0 ? 5000000000ull : 2;
  return SUCCESS;
}

#ifdef OLD_DRIVER
#define ClocksReasons nvmlDeviceGetCurrentClocksThrottleReasons
#else
#define ClocksReasons nvmlDeviceGetCurrentClocksEventReasons
#endif

int ClocksReasons(Gpu* gpu, unsigned long long* reasons) {
  if (STUB == TELLS_POWER_ALONE) return NOT_SUPPORTED;
  // Idle; or held down by its power cap and its heat.
  *reasons = gpu->index == 0 ? 0x1 : 0x44;
  return SUCCESS;
}
