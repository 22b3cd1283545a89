// The workers: run jobs and clean up. Their number follows the lengths of the queues.

@description('Region.')
param location string = resourceGroup().location

@description('The image that azd has just built.')
param image string

param environmentName string
param identityName string
param registryServer string
param storageAccountName string
param databaseUrlUri string
param sessionKeyUri string

@description('As in api.bicep.')
param publicUrl string = ''

@minValue(1)
param maxReplicas int = 8

@description('So many jobs may wait for each worker before another one is started.')
param waitingJobs int = 4

param queueNames array = [
  'story-export-full-export-queue'
  'story-publish-queue'
  'story-import-queue'
  'story-fork-queue'
]

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' existing = {
  name: identityName
}

module app './modules/container-app.bicep' = {
  name: 'worker'
  params: {
    role: 'worker'
    location: location
    image: image
    environmentName: environmentName
    identityName: identityName
    registryServer: registryServer
    storageAccountName: storageAccountName
    databaseUrlUri: databaseUrlUri
    sessionKeyUri: sessionKeyUri
    publicUrl: publicUrl
    scale: {
      // A message is deleted when its job is claimed, so an empty queue does not say that no job runs; and the sweeper,
      // which runs once a minute, is in a worker. So the last one stays.
      minReplicas: 1
      maxReplicas: maxReplicas
      pollingInterval: 15
      rules: [
        for queueName in queueNames: {
          name: queueName
          azureQueue: {
            accountName: storageAccountName
            queueName: queueName
            queueLength: waitingJobs
            identity: identity.id
          }
        }
      ]
    }
  }
}
